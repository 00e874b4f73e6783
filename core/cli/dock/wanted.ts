import type { AccessHolder } from '../../access/tokens.ts'
import { FOR_VIEWERS, OPERATIONS, STREAMS } from '../../operations/all.ts'
import { suggestion } from '../../text/nearest.ts'
import { WrongUsage } from '../usage.ts'

/** The options of `promethean dock`, as they were written. */
export interface DockOptions {
  readonly rotate?: boolean
  readonly token?: string
  readonly may?: string
  readonly overlay?: boolean
  readonly agent?: boolean
  readonly revoke?: string
  readonly list?: boolean
}

/** What is wanted of it. */
export type Wanted =
  | { readonly work: 'print' | 'rotate' | 'list' }
  | { readonly work: 'make'; readonly holder: AccessHolder }
  | { readonly work: 'revoke'; readonly name: string }

/** @throws WrongUsage with everything that is wrong with them */
export function wantedOf(options: DockOptions): Wanted {
  const { rotate, token, may, overlay, agent, revoke, list } = options
  const names = may === undefined ? undefined : operationsIn(may)
  const problems = [
    ...together(options),
    ...lone(options),
    ...misnamed(token),
    ...ofAgent(options),
    ...(overlay ? hidden(names) : unknown(names)),
  ]
  if (problems.length > 0) throw new WrongUsage(...problems)
  if (token !== undefined) {
    const kind = agent ? 'agent' : overlay ? 'overlay' : 'dock'
    return { work: 'make', holder: { name: token, kind, ...(names && { may: names }) } }
  }
  if (revoke !== undefined) return { work: 'revoke', name: revoke }
  return { work: rotate ? 'rotate' : list ? 'list' : 'print' }
}

function together({ rotate, token, revoke, list }: DockOptions): readonly string[] {
  const given = Object.entries({ rotate, token, revoke, list })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `--${name}`)
  if (given.length < 2) return []
  return [`${given.join(' and ')} exclude each other: use one of them`]
}

function lone({ token, may, overlay, agent }: DockOptions): readonly string[] {
  if (token !== undefined) return []
  return [
    ...(may === undefined ? [] : ['--may is for a new token: add --token and a name']),
    ...(overlay === undefined ? [] : ['--overlay is for a new token: add --token and a name']),
    ...(agent === undefined ? [] : ['--agent is for a new token: add --token and a name']),
  ]
}

function ofAgent({ agent, overlay, may }: DockOptions): readonly string[] {
  if (!agent) return []
  return [
    ...(overlay ? ['--agent and --overlay exclude each other: use one of them'] : []),
    ...(may === undefined
      ? []
      : ['--may is not for an agent: the plugin mcp in the config says what agents may do']),
  ]
}

function misnamed(name: string | undefined): readonly string[] {
  if (name === undefined || /^[a-z0-9][\w.-]{0,31}$/i.test(name)) return []
  return ['--token is not a name: use letters, digits and dashes, at most 32 characters']
}

function operationsIn(written: string): readonly string[] {
  return [...new Set(written.split(/[\s,]+/).filter(name => name !== ''))]
}

function unknown(names: readonly string[] | undefined): readonly string[] {
  if (names === undefined) return []
  if (names.length === 0) return ['--may names no operation: write say,scene']
  const known = [...Object.keys(OPERATIONS), ...Object.keys(STREAMS)]
  return names
    .filter(name => !known.includes(name))
    .map(name => {
      const meant = suggestion(name, known)
      return `--may names ${name}, but there is no such operation${meant || `; these exist: ${known.join(', ')}`}`
    })
}

// A token that opens nothing would be a riddle.
function hidden(names: readonly string[] | undefined): readonly string[] {
  if (names?.length === 0) return unknown(names)
  return (names ?? [])
    .filter(name => !FOR_VIEWERS.includes(name))
    .map(
      name =>
        `--may names ${name}, which an overlay may not use; it may use ${FOR_VIEWERS.join(', ')}`,
    )
}
