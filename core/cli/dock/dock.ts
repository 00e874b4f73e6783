import { dirname } from 'node:path'
import { DOCK, withDock, withNewDock, withoutToken, withToken } from '../../access/changes.ts'
import { AccessFile, type StoredToken } from '../../access/file.ts'
import { isAnswered } from '../../daemon/control/client.ts'
import { type Project, requireConfig } from '../../daemon/project.ts'
import { PrometheanError } from '../../errors.ts'
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
      const addresses = await addressesIn(project)
      showAddress(output, await issued(file, wanted), addresses)
      if (!(await isAnswered(journalFile)))
        output.trouble(
          'No instance is running, so nothing answers there yet: promethean run starts one',
        )
    }
    return 0
  })
}

/** @throws PrometheanError with the line for the config if no plugin serves a page */
async function addressesIn(project: Project): Promise<readonly string[]> {
  const { uses } = await requireConfig(project)
  const addresses = uses.flatMap(({ plugin, options }) => plugin.address?.(options) ?? [])
  if (addresses.length > 0) return addresses
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
