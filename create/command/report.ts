import { relative } from 'node:path'
import { type Answers, firstValue, partsOf } from '../choices/answers.ts'
import { PATHS } from '../files/project.ts'
import type { Place } from '../steps/place.ts'
import { NODE_PACKAGES, NODE_SIZE, OLDEST_NODE } from '../versions.ts'

/** A project that was made. */
export interface Made {
  readonly place: Place
  readonly answers: Answers
  readonly bringsNode: boolean
  /** Whether it is a new git repository. */
  readonly git: boolean
  readonly installed: boolean
}

/** Says what was made and what comes next. No value that was typed is in it. */
export function report(made: Made, json: boolean): void {
  if (json) console.log(JSON.stringify(jsonOf(made)))
  else console.log(linesOf(made).join('\n'))
}

/** The commands to enter next. */
export function commandsAfter(
  { folder }: Place,
  { installed }: Pick<Made, 'installed'>,
): readonly string[] {
  const near = relative('', folder)
  // A folder -x would be an option of cd.
  const path = near.startsWith('..') ? folder : near.replace(/^-/, './-')
  const cd = path === '' ? [] : [`cd ${inShell(path)}`]
  if (!installed) return [...cd, 'npm install', 'npm start']
  return [...cd, 'npm start', ...(cd.length === 0 ? ['npm test'] : [])]
}

/** A path as a word of a command that somebody types: as it is, or in quotes. */
export function inShell(path: string, platform: string = process.platform): string {
  const isWindows = platform === 'win32'
  if (/^[\w./:@-]+$/.test(isWindows ? path.replaceAll('\\', '/') : path)) return path
  // Double quotes are the only ones that cmd knows; other shells replace some signs within them.
  if (isWindows || !/[$`"\\!]/.test(path)) return `"${path}"`
  return `'${path.replaceAll("'", String.raw`'\''`)}'`
}

function jsonOf({ place, answers, bringsNode, git, installed }: Made): object {
  const { sources, mongo, model, bot } = answers
  return {
    code: 'created',
    ...place,
    files: PATHS,
    ...{ sources, mongo, model: model ?? null, bot },
    left_out: leftOutOf(answers).map(({ id, names }) => ({ plugin: id, variables: names })),
    brings_node: bringsNode,
    ...{ git, installed },
    next: commandsAfter(place, { installed }),
  }
}

function linesOf({ place, answers, bringsNode, git, installed }: Made): readonly string[] {
  const { bot } = answers
  const { sources, others } = partsOf(answers)
  const plugins = [...sources, ...others].map(({ id }) => id)
  return [
    `made ${place.folder} with ${[...plugins, 'greeter', ...(bot ? ['chat-bot'] : [])].join(', ')}`,
    ...(bringsNode ? [nodeLine()] : []),
    ...leftOutOf(answers).map(
      ({ id, names }) => `${id} is left out: set ${names.join(', ')} in .env`,
    ),
    ...(answers.model && !sources.some(({ setsTitles }) => setsTitles)
      ? ['no source can set the titles: add streamerbot, twitch or tau to promethean.config.ts']
      : []),
    ...(git ? ['it is a new git repository; .env stays out of it'] : []),
    '',
    'Next:',
    ...commandsAfter(place, { installed }).map(command => `  ${command}`),
  ]
}

function nodeLine(): string {
  const [version] = Object.values(NODE_PACKAGES)
  return `Promethean needs Node ${OLDEST_NODE}, so npm installs Node ${version} into the project (${NODE_SIZE})`
}

function leftOutOf(answers: Answers) {
  const { sources, others } = partsOf(answers)
  return [...sources, ...others]
    .map(({ id, needs }) => ({
      id,
      names: needs.filter(variable => !firstValue(variable, answers)).map(({ name }) => name),
    }))
    .filter(({ names }) => names.length > 0)
}
