import { type Answers, partsOf } from '../choices/answers.ts'
import type { Part } from '../choices/part.ts'

// As wide as a line of code may be.
const WIDTH = 100

/** The text of `promethean.config.ts`: what was chosen, and nothing else. */
export function configOf(answers: Answers): string {
  const { sources, others } = partsOf(answers)
  const parts = [...sources, ...others]
  const names = new Set([
    'orSimulator',
    ...parts.map(({ factory }) => factory),
    ...(parts.some(({ needs }) => needs.length > 0) ? ['whenSet'] : []),
    ...(answers.bot ? ['chatBot'] : []),
  ])
  return `${[
    importOf([...names].sort(byName), '@promethean/plugins'),
    `import { defineConfig } from 'promethean'`,
    `import greeter from './config/greeter.ts'`,
    ``,
    `export default defineConfig({`,
    `  plugins: [`,
    `    // Until one of these sources has its values in .env, a simulated stream takes their place.`,
    `    ...orSimulator({`,
    ...listOf('sources', sources),
    ...(others.length > 0 ? [`      // These never see the simulated stream.`] : []),
    ...(others.length > 0 ? listOf('others', others) : []),
    `    }),`,
    `    greeter({ greeting: 'Welcome' }),`,
    ...(answers.bot ? BOT : []),
    `  ],`,
    `})`,
  ].join('\n')}\n`
}

const BOT = [
  `    chatBot({`,
  `      rules: [{ on: '!hello', reply: 'Hello, <%= it.user %>!', cooldown: '5s' }],`,
  `    }),`,
]

function byName(one: string, other: string): number {
  return one.localeCompare(other, 'en')
}

function importOf(names: readonly string[], from: string): string {
  const line = `import { ${names.join(', ')} } from '${from}'`
  if (line.length <= WIDTH) return line
  return `import {\n${names.map(name => `  ${name},\n`).join('')}} from '${from}'`
}

function listOf(name: string, parts: readonly Part[]): readonly string[] {
  const uses = parts.map(useOf)
  const line = `      ${name}: [${uses.join(', ')}],`
  if (line.length <= WIDTH && !line.includes('\n')) return [line]
  return [`      ${name}: [`, ...uses.map(use => indented(`${use},`, 8)), `      ],`]
}

function useOf(part: Part): string {
  const use = callOf(part, WIDTH - 8)
  if (part.needs.length === 0) return use
  const [first, ...more] = part.needs.map(({ name }) => `'${name}'`)
  const variables = more.length > 0 ? `[${[first, ...more].join(', ')}]` : first
  const line = `whenSet(${variables}, ${use})`
  if (!use.includes('\n') && line.length < WIDTH - 8) return line
  return `whenSet(\n  ${variables},\n${indented(callOf(part, WIDTH - 10), 2)},\n)`
}

function callOf({ factory, options }: Part, width: number): string {
  if (options.length === 0) return `${factory}()`
  const line = `${factory}({ ${options.join(', ')} })`
  if (line.length < width) return line
  return `${factory}({\n${options.map(option => `  ${option},\n`).join('')}})`
}

function indented(text: string, by: number): string {
  return text
    .split('\n')
    .map(line => `${' '.repeat(by)}${line}`)
    .join('\n')
}
