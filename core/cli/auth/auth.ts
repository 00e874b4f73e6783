import { dirname } from 'node:path'
import { unlessAborted, within } from '../../async.ts'
import type { CheckedConfig } from '../../config/check/check.ts'
import type { CheckedUse } from '../../config/check/uses.ts'
import { openProject, type Project, requireConfig } from '../../daemon/project.ts'
import { messageOf, PrometheanError } from '../../errors.ts'
import type { SignedIn, SignInContext } from '../../plugin/define.ts'
import { Redactor } from '../../secrets/redact.ts'
import { secretsIn } from '../../secrets/secrets-in.ts'
import { nearest } from '../../text/nearest.ts'
import { clock, createOutput, type Output, printable } from '../shown/output.ts'
import { onStopSignals } from '../stop-signals.ts'

// What a plugin may still tidy up after a Ctrl-C.
const FAREWELL_MS = 2_000

export interface AuthSettings {
  readonly config?: string
  readonly json: boolean
  /** A use's id, or its plugin's name. */
  readonly name: string
  readonly as?: string
}

/** `promethean auth <name>`: signs an account in, by a code the streamer enters in a browser. */
export async function auth(settings: AuthSettings): Promise<number> {
  const output = createOutput(settings.json)
  const stop = new AbortController()
  const forget = onStopSignals(
    () => stop.abort(),
    () => process.exit(1),
  )
  // Waiting for a person keeps the process alive, because nothing else may.
  const alive = setInterval(() => undefined, 60_000)
  const project = await openProject(settings.config)
  try {
    const config = await requireConfig(project)
    const signedIn = await signIn(output, { config, project, settings, signal: stop.signal })
    output.json({ code: 'signed_in', ...signedIn })
    output.line(`signed in as ${printable(signedIn.login)}: ${signedIn.scopes.join(', ')}`)
    return 0
  } finally {
    clearInterval(alive)
    forget()
    await project.close()
  }
}

interface Signing {
  readonly config: CheckedConfig
  readonly project: Project
  readonly settings: AuthSettings
  readonly signal: AbortSignal
}

async function signIn(
  output: Output,
  { config, project, settings, signal }: Signing,
): Promise<SignedIn> {
  const { id, plugin, options } = chosen(config.uses, settings.name)
  if (plugin.signIn === undefined) throw new Error('unreachable: chosen for its signIn')
  const context: SignInContext = {
    options,
    folder: dirname(config.journal.file),
    as: settings.as,
    signal,
    verify: step => verify(output, step),
  }
  try {
    const { login, scopes } = await untilStopped(plugin.signIn(context), signal)
    return { login, scopes }
  } catch (failure) {
    const redactor = new Redactor()
    redactor.know(secretsIn(options, new Set(project.secrets)))
    throw new PrometheanError('runtime', redactor.text(messageOf(failure)), { plugin: id })
  }
}

/** The use that signs in under this name. @throws PrometheanError naming those that can */
function chosen(uses: readonly CheckedUse[], name: string): CheckedUse {
  const able = uses.filter(({ plugin }) => plugin.signIn !== undefined)
  const byId = able.find(({ id }) => id === name)
  const byName = able.filter(({ plugin }) => plugin.name === name)
  const found = byId ?? (byName.length === 1 ? byName[0] : undefined)
  if (found !== undefined) return found
  throw new PrometheanError('runtime', nobody({ uses, able, byName, name }))
}

interface Choice {
  readonly uses: readonly CheckedUse[]
  readonly able: readonly CheckedUse[]
  readonly byName: readonly CheckedUse[]
  readonly name: string
}

function nobody({ uses, able, byName, name }: Choice): string {
  const ids = able.map(({ id }) => id)
  if (byName.length > 1) {
    const those = byName.map(({ id }) => id).join(' or ')
    return `${name} is in this config more than once: choose ${those}`
  }
  const isThere = uses.some(({ id, plugin }) => id === name || plugin.name === name)
  const why = isThere ? `${name} needs no sign-in` : `no plugin in this config is called ${name}`
  if (ids.length === 0)
    return isThere
      ? `${why}, and neither does any other plugin in this config`
      : `${why}, and none of its plugins needs a sign-in; to sign in to Twitch, add twitch({ ... })`
  const meant = nearest(name, ids)
  return `${why}; ${meant === undefined ? `these plugins do: ${ids.join(', ')}` : `did you mean ${meant}?`}`
}

async function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await unlessAborted(work, signal)
  } catch (failure) {
    if (!signal.aborted) throw failure
    // One that heeds the signal tidies up first, and may be done.
    const tidied = work.then(done => ({ done })).catch(() => undefined)
    const last = await within(FAREWELL_MS, tidied)
    if (last === undefined) throw new Error('not signed in: it was stopped')
    return last.done
  }
}

function verify(output: Output, step: Parameters<SignInContext['verify']>[0]): void {
  const { url, userCode, expiresIn } = step
  output.json({ code: 'verify', url, userCode, expiresIn })
  const rows = [`open   ${printable(url)}`, `enter  ${printable(userCode)}`]
  const width = Math.max(...rows.map(row => row.length))
  const rule = '─'.repeat(width + 4)
  const until = clock(new Date(Date.now() + expiresIn * 1_000))
  output.line(`\n  ┌${rule}┐`)
  for (const row of rows) output.line(`  │  ${output.style('bold', row.padEnd(width))}  │`)
  output.line(`  └${rule}┘\n`)
  output.line(`waiting until ${until}; Ctrl-C cancels`)
}
