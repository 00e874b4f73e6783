import { dirname } from 'node:path'
import { DOCK, withDock, withNewDock, withoutToken, withToken } from '../../access/changes.ts'
import { AccessFile, type StoredToken } from '../../access/file.ts'
import { type Project, requireConfig } from '../../daemon/project.ts'
import { messageOf, PrometheanError } from '../../errors.ts'
import { conditionOf } from '../ask-instance.ts'
import type { CommandSettings } from '../declare.ts'
import { withProject } from '../journal-access.ts'
import { createOutput } from '../shown/output.ts'
import { showAddress, showRevoked, showTokens } from './shown.ts'
import { type DockOptions, type Wanted, wantedOf } from './wanted.ts'

/** `promethean dock`: the tokens that open the page and the API. Nothing else ever shows one. */
export async function dock(settings: CommandSettings<DockOptions>): Promise<number> {
  const { config, json, ...options } = settings
  const wanted = wantedOf(options)
  const output = createOutput(json)
  return withProject(config, async (journalFile, project) => {
    const file = new AccessFile(dirname(journalFile))
    if (wanted.work === 'list') showTokens(output, await file.tokens())
    else if (wanted.work === 'revoke') {
      await file.change(tokens => withoutToken(tokens, wanted.name), never())
      showRevoked(output, wanted.name)
    } else {
      // First: no token is made for a page that is not there.
      const pages = await pagesIn(project)
      const addresses = pages.map(({ address }) => address)
      showAddress(output, await issued(file, wanted), addresses)
      for (const one of await troubleOf(pages, journalFile)) output.trouble(one)
    }
    return 0
  })
}

/** A page of the config, and the plugin that serves it. */
interface Page {
  readonly id: string
  readonly address: string
}

/** Why a page would not open now. */
async function troubleOf(pages: readonly Page[], journalFile: string): Promise<readonly string[]> {
  try {
    const told = await conditionOf(journalFile)
    if (told === 'starting') return ['The instance is still starting, so nothing answers there yet']
    if (told === undefined)
      return ['No instance is running, so nothing answers there yet: promethean run starts one']
    return told.plugins
      .filter(({ id, state }) => pages.some(page => page.id === id) && DOWN.has(state))
      .map(({ id, state, reason = 'promethean status tells more' }) => {
        const advice = DOWN.get(state)
        return `${id}, which serves the page, ${advice}: ${reason}`
      })
  } catch (failure) {
    return [`Cannot ask the running instance whether it serves the page: ${messageOf(failure)}`]
  }
}

const DOWN: ReadonlyMap<string, string> = new Map([
  ['failed', 'has failed, so nothing answers there until its config is saved again'],
  ['retrying', 'could not start yet and tries again within a minute'],
])

/** @throws PrometheanError with the line for the config if no plugin serves a page */
async function pagesIn(project: Project): Promise<readonly Page[]> {
  const { uses } = await requireConfig(project)
  const pages = uses.flatMap(({ id, plugin, options }) => {
    const address = plugin.address?.(options)
    return address === undefined ? [] : [{ id, address }]
  })
  if (pages.length > 0) return pages
  throw new PrometheanError('runtime', {
    what: 'there is no page to open',
    why: `no plugin in ${project.name} serves one`,
    advice: "add web() to its plugins, with import { web } from '@promethean/plugins'",
  })
}

type Issuing = Exclude<Wanted, { readonly work: 'list' | 'revoke' }>

async function issued(file: AccessFile, wanted: Issuing): Promise<StoredToken> {
  const { name, change } = issuing(wanted)
  const tokens = await file.change(change, never())
  const found = tokens.find(token => token.name === name)
  if (found === undefined) throw new Error('unreachable: it is there now')
  return found
}

function issuing(wanted: Issuing) {
  if (wanted.work !== 'make')
    return { name: DOCK, change: wanted.work === 'rotate' ? withNewDock : withDock }
  const { holder } = wanted
  const change = (tokens: readonly StoredToken[]) => withToken(tokens, holder)
  return { name: holder.name, change }
}

// Ctrl-C ends the process, and with it whatever it waits for.
function never(): AbortSignal {
  return new AbortController().signal
}
