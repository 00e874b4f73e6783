import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import type { Answers } from '../choices/answers.ts'
import { configOf } from './config.ts'
import { envExampleOf, envOf } from './env.ts'
import { type ManifestSettings, manifestOf } from './manifest.ts'
import { readmeOf } from './readme.ts'

/** The files of every new project. */
export const PATHS = [
  'package.json',
  'promethean.config.ts',
  '.env',
  '.env.example',
  'config/greeter.ts',
  'test/greeter.test.ts',
  'tsconfig.json',
  '.gitignore',
  'README.md',
] as const

type Path = (typeof PATHS)[number]

/** The files of a new project: their texts by path, with forward slashes. */
export function filesOf(answers: Answers, settings: ManifestSettings): ReadonlyMap<Path, string> {
  return new Map<Path, string>([
    ['package.json', manifestOf(answers, settings)],
    ['promethean.config.ts', configOf(answers)],
    ['.env', envOf(answers)],
    ['.env.example', envExampleOf(answers)],
    ['config/greeter.ts', template('config/greeter.ts')],
    ['test/greeter.test.ts', template('test/greeter.test.ts')],
    ['tsconfig.json', template('tsconfig.json')],
    // npm leaves a file of the name .gitignore out of a package.
    ['.gitignore', template('gitignore')],
    ['README.md', readmeOf(answers, settings.name)],
  ])
}

// The checkout has them as they are, the package as texts: a test in a package would be taken for its own.
function template(path: string): string {
  const end = extname(import.meta.url) === '.ts' ? '' : '.txt'
  return readFileSync(new URL(`../templates/${path}${end}`, import.meta.url), 'utf8')
}
