import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bareEnvironment } from '../process/environment.ts'
import { LOADER } from '../process/node.ts'
import type { ToolReply } from './agent.ts'
import { CLIENT_FOLDER } from './tools.ts'

// What the tests use of the official client, which a checkout does not have: only these suites download it.

type Listed = readonly { readonly name: string }[]

/** What a client does beside asking. */
export interface ClientSettings {
  readonly name?: string
  readonly capabilities?: object
  readonly listChanged?: {
    readonly tools: { onChanged(failure: unknown, tools: Listed | null): void }
  }
}

/** The official client. */
export interface McpClient {
  setRequestHandler(method: 'elicitation/create', answer: () => Promise<object>): void
  connect(transport: object): Promise<void>
  close(): Promise<void>
  getNegotiatedProtocolVersion(): string | undefined
  getServerVersion(): { readonly name: string; readonly version: string } | undefined
  listTools(): Promise<{ readonly tools: Listed }>
  listPrompts(): Promise<{ readonly prompts: Listed }>
  listResources(): Promise<{ readonly resources: readonly { readonly uri: string }[] }>
  listResourceTemplates(): Promise<{
    readonly resourceTemplates: readonly { readonly uriTemplate: string }[]
  }>
  callTool(call: { name: string; arguments?: object }): Promise<ToolReply>
  readResource(wanted: { uri: string }): Promise<{
    readonly contents: readonly { readonly uri: string; readonly text?: string }[]
  }>
  getPrompt(wanted: { name: string; arguments?: Readonly<Record<string, string>> }): Promise<{
    readonly messages: readonly { readonly content: { readonly text?: string } }[]
  }>
}

interface ClientLibrary {
  readonly Client: new (info: { name: string; version: string }, settings: object) => McpClient
  readonly StreamableHTTPClientTransport: new (
    url: URL,
    settings: { requestInit: { headers: Readonly<Record<string, string>> } },
  ) => object
}

interface StdioLibrary {
  readonly StdioClientTransport: new (settings: object) => object
}

/** The two ages of the protocol, each with the way the client negotiates it. */
export const AGES = [
  { age: '2025-11-25', mode: 'legacy' },
  { age: '2026-07-28', mode: { pin: '2026-07-28' } },
] as const

export type Mode = (typeof AGES)[number]['mode']

const BIN = fileURLToPath(new URL('../../../core/bin.js', import.meta.url))

/** What starts the server on a config, as the settings of an agent's program name it. */
export function serverOf(config: string) {
  const args = [...LOADER, BIN, 'mcp', '--config', config]
  return { command: process.execPath, args, env: bareEnvironment() }
}

/** A client that has started the server on a config. */
export async function stdioClient(
  config: string,
  mode: Mode,
  settings: ClientSettings = {},
): Promise<McpClient> {
  const { StdioClientTransport }: StdioLibrary = await library('stdio.mjs')
  const transport = new StdioClientTransport({ ...serverOf(config), stderr: 'pipe' })
  return connected(transport, mode, settings)
}

/** A client of a server over HTTP. */
export async function httpClient(
  url: string,
  token: string,
  mode: Mode,
  settings: ClientSettings = {},
): Promise<McpClient> {
  const { StreamableHTTPClientTransport }: ClientLibrary = await library('index.mjs')
  const requestInit = { headers: { Authorization: `Bearer ${token}` } }
  return connected(new StreamableHTTPClientTransport(new URL(url), { requestInit }), mode, settings)
}

async function connected(
  transport: object,
  mode: Mode,
  { name = 'official', ...settings }: ClientSettings,
): Promise<McpClient> {
  const { Client }: ClientLibrary = await library('index.mjs')
  const info = { name, version: '3.4' }
  const client = new Client(info, { versionNegotiation: { mode }, ...settings })
  // Whatever it is asked, the person in front of it accepts.
  if (settings.capabilities !== undefined)
    client.setRequestHandler('elicitation/create', async () => ({ action: 'accept', content: {} }))
  await client.connect(transport)
  return client
}

function library<T>(file: string): Promise<T> {
  return import(pathToFileURL(join(CLIENT_FOLDER, file)).href)
}
