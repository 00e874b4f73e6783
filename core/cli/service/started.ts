import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { PrometheanError } from '../../errors.ts'
import { kebabCase } from '../../text/kebab-case.ts'

const BIN = fileURLToPath(new URL('../../bin.js', import.meta.url))

/** What a service starts; all paths absolute. */
export interface Started {
  readonly config: string
  /** The Node, and the program it runs. */
  readonly node: string
  readonly bin: string
}

/** The config, by the Node and the Promethean that run now. @throws PrometheanError if a path cannot be written into a service */
export function startedNow(
  config: string,
  { name, unfit }: { readonly name: string; readonly unfit: RegExp },
): Started {
  const started = { config, node: process.execPath, bin: BIN }
  for (const path of Object.values(started)) {
    const [sign] = unfit.exec(path) ?? []
    if (sign === undefined) continue
    throw new PrometheanError('runtime', {
      what: 'cannot make a service',
      why: `${name} would misread ${JSON.stringify(sign)} in ${JSON.stringify(path)}`,
      advice: 'rename that folder',
    })
  }
  return started
}

/** The name of a config's service, the same each time: `promethean-my-stream-1a2b3c`. */
export function idOf(config: string): string {
  const word = kebabCase(basename(dirname(config))) || 'config'
  const digest = createHash('sha256').update(config).digest('hex').slice(0, 6)
  return `promethean-${word.slice(0, 40)}-${digest}`
}

/** What the service's program is called with. */
export function argumentsOf({ bin, config }: Started): readonly string[] {
  return [bin, 'run', '--config', config]
}

/** Where a service writes what it says on stderr, if the system keeps none itself. */
export function troubleFile({ config }: Started): string {
  return join(dirname(config), '.promethean', 'service.log')
}

const MARK = /promethean: (\{.*\})/
const marked = z.object({ config: z.string(), node: z.string(), bin: z.string() })

/** What a service starts, for a comment in its file: two hyphens would end that of XML. */
export function markOf(started: Started): string {
  return `promethean: ${JSON.stringify(started).replaceAll('-', '\\u002d')}`
}

/** The same, read again; undefined of a file that is not ours. */
export function readMark(text: string): Started | undefined {
  try {
    return marked.parse(JSON.parse(MARK.exec(text)?.[1] ?? ''))
  } catch {
    return undefined
  }
}

/** Which of its files are gone. */
export function goneOf({ config, node, bin }: Started): readonly string[] {
  return [config, node, bin].filter(file => !existsSync(file))
}

// By part of the path: what keeps several Nodes, or programs for one call, and removes them again.
const FLEETING: readonly (readonly [RegExp, string])[] = [
  [/[/\\]_npx[/\\]/, "npx's cache, which npm clears"],
  [/[/\\](\.?nvm|nvm4w)[/\\]/i, 'nvm, and goes with that version'],
  [/[/\\](\.?fnm|fnm_multishells)[/\\]/, 'fnm, and goes with that version'],
  [/[/\\]\.?volta[/\\]/i, 'Volta, and goes with that version'],
  [/[/\\](\.asdf|mise)[/\\]/, 'a version manager, and goes with that version'],
  [/[/\\]Cellar[/\\]/, 'Homebrew, and goes with its next update'],
]

/** Which of its programs may be gone one day, a sentence each. */
export function fleetingOf({ node, bin }: Started): readonly string[] {
  return [node, bin].flatMap(file => {
    const [, owner] = FLEETING.find(([part]) => part.test(file)) ?? []
    return owner === undefined
      ? []
      : [`${file} belongs to ${owner}; run promethean service install again when it is gone`]
  })
}
