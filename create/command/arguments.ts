import { type ParseArgsConfig, parseArgs } from 'node:util'
import type { Answers } from '../choices/answers.ts'
import { MODELS, type ModelId } from '../choices/models.ts'
import { SOURCES, type SourceId } from '../choices/sources.ts'
import { messageOf, WrongUsage } from '../failure.ts'
import { suggestion } from './nearest.ts'

const OPTIONS = {
  sources: { type: 'string', multiple: true },
  mongo: { type: 'boolean' },
  'no-mongo': { type: 'boolean' },
  model: { type: 'string' },
  bot: { type: 'boolean' },
  'no-bot': { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  json: { type: 'boolean' },
  'no-install': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const satisfies ParseArgsConfig['options']

/** The command line as it was meant. */
export interface Arguments {
  readonly folder: string | undefined
  /** What the flags answer. */
  readonly given: Partial<Answers>
  readonly yes: boolean
  readonly json: boolean
  readonly install: boolean
  readonly help: boolean
  readonly version: boolean
}

/** Reads the command line. @throws WrongUsage with a suggestion */
export function argumentsOf(argv: readonly string[]): Arguments {
  const { values, positionals } = parsed(argv)
  const [folder, ...more] = positionals
  if (more.length > 0)
    throw new WrongUsage(
      `one folder can be made at a time, not ${positionals.length}; put a name with spaces in quotes`,
    )
  if (folder?.trim() === '') throw new WrongUsage('the folder needs a name, such as my-stream')
  const mongo = eitherOr('mongo', values.mongo, values['no-mongo'])
  const bot = eitherOr('bot', values.bot, values['no-bot'])
  return {
    folder,
    given: {
      ...(values.sources && { sources: sourcesFrom(values.sources) }),
      ...(mongo !== undefined && { mongo }),
      ...(values.model !== undefined && { model: modelFrom(values.model) }),
      ...(bot !== undefined && { bot }),
    },
    yes: values.yes === true,
    json: values.json === true,
    install: values['no-install'] !== true,
    help: values.help === true,
    version: values.version === true,
  }
}

function parsed(argv: readonly string[]) {
  const known = Object.keys(OPTIONS)
  const { tokens } = parseArgs({ args: [...argv], options: OPTIONS, strict: false, tokens: true })
  for (const token of tokens) {
    if (token.kind !== 'option' || known.includes(token.name)) continue
    throw new WrongUsage(
      `unknown option ${token.rawName}${suggestion(token.name, known).replace('mean ', 'mean --')}`,
    )
  }
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
  } catch (thrown) {
    throw new WrongUsage(messageOf(thrown).replace(/^Option '(.*?)'/, '$1'))
  }
}

function eitherOr(name: string, yes?: boolean, no?: boolean): boolean | undefined {
  if (yes && no)
    throw new WrongUsage(`--${name} and --no-${name} exclude each other: use one of them`)
  if (yes) return true
  return no ? false : undefined
}

function sourcesFrom(lists: readonly string[]): readonly SourceId[] {
  const names = lists.flatMap(list => list.split(',')).flatMap(name => name.trim() || [])
  if (names.length === 1 && names[0] === 'none') return []
  return [...new Set(names.map(name => oneOf('source', name, SOURCES)))]
}

function modelFrom(name: string): ModelId | undefined {
  if (name.trim() === 'none') return undefined
  return oneOf(
    'model',
    name.trim(),
    MODELS.map(({ provider, title }) => ({ id: provider, title })),
  )
}

function oneOf<Id extends string>(
  kind: string,
  wanted: string,
  known: readonly { readonly id: Id; readonly title: string }[],
): Id {
  const found = known.find(({ id, title }) =>
    [id, title].some(name => plain(name) === plain(wanted)),
  )
  if (found) return found.id
  const ids = known.map(({ id }) => id)
  throw new WrongUsage(
    `unknown ${kind} ${JSON.stringify(wanted)}${suggestion(wanted, ids) || '; '} ${`choose from ${ids.join(', ')}, or none`}`,
  )
}

// Streamer.bot and "Twitch chat" are what people call them.
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}
