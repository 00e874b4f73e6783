import { type ParseArgsConfig, parseArgs } from 'node:util'
import type { Answers } from '../choices/answers.ts'
import { MODELS, type ModelId } from '../choices/models.ts'
import { SOURCES, type SourceId } from '../choices/sources.ts'
import { WrongUsage } from '../failure.ts'
import { nearest } from './nearest.ts'

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
    throw new WrongUsage('only one folder can be made; put a name with spaces in quotes')
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
  const args = [...argv]
  const { tokens } = parseArgs({ args, options: OPTIONS, strict: false, tokens: true })
  for (const token of tokens) if (token.kind === 'option') checkOption(token)
  return parseArgs({ args, options: OPTIONS, allowPositionals: true })
}

function checkOption(token: {
  readonly name: string
  readonly rawName: string
  readonly value?: string | undefined
}): void {
  const { name, rawName, value } = token
  const known = Object.entries(OPTIONS).find(([option]) => option === name)?.[1]
  if (known === undefined) {
    const near = nearest(name, Object.keys(OPTIONS))
    throw new WrongUsage(
      `unknown option ${rawName}; ${near ? `did you mean --${near}?` : '--help lists the options'}`,
    )
  }
  const example = name === 'model' ? 'ollama' : 'streamerbot,obs'
  if (known.type === 'boolean' && value !== undefined)
    throw new WrongUsage(`${rawName} takes no value`)
  if (known.type === 'string' && (value === undefined || value.startsWith('-')))
    throw new WrongUsage(`${rawName} needs a value: ${rawName} ${example}`)
}

function eitherOr(name: string, yes?: boolean, no?: boolean): boolean | undefined {
  if (yes && no)
    throw new WrongUsage(`--${name} and --no-${name} exclude each other: use one of them`)
  if (yes) return true
  return no ? false : undefined
}

function sourcesFrom(lists: readonly string[]): readonly SourceId[] {
  const names = lists.flatMap(list => list.split(',')).flatMap(name => name.trim() || [])
  if (names.length === 0)
    throw new WrongUsage(`no source is named; choose from ${namesOf(SOURCES)}, or none`)
  if (!names.includes('none'))
    return [...new Set(names.map(name => oneOf('source', name, SOURCES)))]
  if (names.length === 1) return []
  throw new WrongUsage('none cannot be combined with other sources; leave it out, or the others')
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
  const found = known.find(({ id, title }) => [id, title].map(plain).includes(plain(wanted)))
  if (found) return found.id
  const near = nearest(
    wanted,
    known.map(({ id }) => id),
  )
  throw new WrongUsage(
    `unknown ${kind} ${wanted}; ${near ? `did you mean ${near}?` : `choose from ${namesOf(known)}, or none`}`,
  )
}

function namesOf(known: readonly { readonly id: string }[]): string {
  return known.map(({ id }) => id).join(', ')
}

// Streamer.bot and "Twitch chat" are what people call them.
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}
