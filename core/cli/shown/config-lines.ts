import type { OptionTold } from '../../operations/plugins/options.ts'
import { printable } from '../../text/printable.ts'

/** A plugin as a config imports it. */
export interface Imported {
  /** The name it gets there. */
  readonly variable: string
  /** What it is exported as: `default`, `raidLights`. */
  readonly exported: string
  /** A package, or a file as the config names it. */
  readonly from: string
  readonly options: readonly OptionTold[]
}

/** What a config needs to use a plugin. */
export interface ConfigLines {
  readonly import: string
  /** Its entry in `plugins`, with each option that has no default; several lines if there are any. */
  readonly use: string
}

/** The lines that add a plugin to a config. */
export function configLines({ variable, exported, from, options }: Imported): ConfigLines {
  const name =
    exported === 'default'
      ? variable
      : `{ ${exported === variable ? '' : `${exported} as `}${variable} }`
  return { import: `import ${name} from '${from}'`, use: useOf(variable, options) }
}

/** These lines for people, as they stand in the config. */
export function shownLines(lines: readonly ConfigLines[]): string {
  const uses = lines.flatMap(({ use }) => use.split('\n'))
  return [
    ...lines.map(line => `  ${line.import}`),
    '',
    '  plugins: [',
    ...uses.map(line => `    ${line}`),
    '  ]',
  ].join('\n')
}

function useOf(variable: string, options: readonly OptionTold[]): string {
  const lacking = options.filter(({ required }) => required)
  if (lacking.length === 0) return `${variable}(),`
  const written = lacking.map(option => {
    const meaning = option.description === undefined ? '' : ` // ${printable(option.description)}`
    return `  ${keyOf(option.name)}: ${placeholder(option.type)},${meaning}`
  })
  return [`${variable}({`, ...written, '}),'].join('\n')
}

function keyOf(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name)
}

// The first of several kinds: enough to see what is to be written there.
function placeholder(type: string): string {
  const [first = ''] = type.split(' | ')
  if (type.endsWith('[]')) return '[]'
  if (/^'|^-?\d|^(true|false|null)$/.test(first)) return first
  return { string: "''", number: '0', boolean: 'false', object: '{}' }[first] ?? 'undefined'
}
