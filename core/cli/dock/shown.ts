import { DOCK } from '../../access/changes.ts'
import type { StoredToken } from '../../access/file.ts'
import type { Output } from '../shown/output.ts'

/** The address of each page, with the token in its fragment: a browser never sends that part anywhere. */
export function showAddress(
  output: Output,
  stored: StoredToken,
  addresses: readonly string[],
): void {
  const { name, kind, token, may } = stored
  for (const address of addresses) {
    const url = kind === 'agent' ? `${address}mcp` : `${address}#${token}`
    output.json({ code: 'dock', name, kind, ...(may && { may }), url, token })
    output.line(url)
    if (kind === 'agent') for (const line of forAgent(url, token)) output.line(line)
  }
  for (const line of belowOf(stored)) output.line(line)
}

function belowOf(stored: StoredToken): readonly string[] {
  if (stored.kind === 'agent') return [revoking(stored)]
  return stored.name === DOCK ? FOR_YOU : forProgram(stored)
}

const FOR_YOU = [
  '',
  'Open it in a browser; in OBS: Docks, Custom Browser Docks, any name, and this address.',
  'Whoever has it can do what you can: never show it on stream. If it was seen: promethean dock --rotate',
]

function forAgent(url: string, token: string): readonly string[] {
  const header = `Authorization: Bearer ${token}`
  return [
    header,
    '',
    `For Claude Code: claude mcp add --transport http promethean ${url} --header "${header}"`,
    'It opens nothing else; the plugin mcp in the config says what agents may do.',
  ]
}

function revoking({ name }: StoredToken): string {
  return `It is not shown again; to revoke it: promethean dock --revoke ${name}`
}

function forProgram(stored: StoredToken): readonly string[] {
  const { name, kind, may } = stored
  const what =
    kind === 'overlay' ? 'It reads only what viewers may see' : 'Whoever has it can do what you can'
  const limits = may === undefined ? '' : `, limited to ${may.join(', ')}`
  return [
    '',
    `The part behind # is the token ${name}, for the API: Authorization: Bearer <token>`,
    `${what}${limits}. ${revoking(stored)}`,
  ]
}

export function showTokens(output: Output, tokens: readonly StoredToken[]): void {
  for (const { name, kind, may, since } of tokens) {
    output.json({ code: 'token', name, kind, ...(may && { may }), since })
    const made = `since ${new Date(since).toLocaleString('sv')}`
    output.line(`${name.padEnd(16)} ${kind.padEnd(8)} ${made}  ${may?.join(', ') ?? OPENS[kind]}`)
  }
  if (tokens.length === 0)
    output.trouble('there is no token yet; promethean dock makes the one of your page')
}

const OPENS = { dock: 'everything', overlay: 'what viewers may see', agent: '/mcp' }

export function showRevoked(output: Output, name: string): void {
  output.json({ code: 'revoked', name })
  output.line(`${name} is revoked: its token opens nothing any more`)
}
