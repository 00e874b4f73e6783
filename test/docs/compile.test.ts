import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { blocksOf, type Example, pages, ROOT, writeExamples } from './pages.ts'

const FOLDER = 'docs-compiled'
// Each checker of the compiler has to find out for itself what the sources are: several take twice the work.
const ONE_CHECKER = { checkers: 1 }

it('every TypeScript block of the pages compiles', { timeout: 120_000 }, async () => {
  const examples = writeExamples(FOLDER, await pages())
  expect(examples.length).toBeGreaterThan(15)
  expect(inPages(await compile(), examples)).toBe('')
})

it('every JSON of the pages is JSON', async () => {
  const blocks = (await pages()).flatMap(blocksOf)
  const texts = blocks.flatMap(block => {
    if (block.language === 'json') return [{ block, text: block.text }]
    const lines = block.language === 'jsonl' ? block.text.trim().split('\n') : []
    return lines.map(text => ({ block, text }))
  })
  expect(texts.length).toBeGreaterThan(0)
  for (const { block, text } of texts) expect(() => JSON.parse(text), placeOf(block)).not.toThrow()
})

it('links between the pages lead somewhere', async () => {
  const known = new Set(await pages())
  const broken = [...known].flatMap(page =>
    [...readFileSync(join(ROOT, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
      .map(([, target = '']) => join(page, '..', target))
      .filter(target => !existsSync(join(ROOT, target)))
      .map(target => `${page} -> ${target}`),
  )
  expect(broken).toEqual([])
})

async function compile(): Promise<string> {
  const top = join(ROOT, '.cache', FOLDER)
  const project = join(top, 'tsconfig.json')
  writeFileSync(
    project,
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: ONE_CHECKER,
      include: ['**/*.ts'],
      exclude: [],
    }),
  )
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
  const child = spawn(process.execPath, [tsc, '-p', project, '--pretty', 'false'], { cwd: top })
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  return out + err
}

// What is wrong is named where its writer finds it; what is wrong in the sources is for `npm run types`.
function inPages(said: string, examples: readonly Example[]): string {
  return said
    .split('\n')
    .flatMap(line => {
      const [, path = '', row = '', rest = ''] = /^(\S+?)\((\d+),\d+\): (.*)$/.exec(line) ?? []
      const file = join(ROOT, '.cache', FOLDER, path)
      const example = examples.find(one => one.file === file)
      if (example) return [`${example.page}:${example.line + Number(row) - 1} ${rest}`]
      return /^(\.\.\/|\s|$)/.test(line) ? [] : [line]
    })
    .join('\n')
}

function placeOf({ page, line }: { readonly page: string; readonly line: number }): string {
  return `${page}:${line}`
}
