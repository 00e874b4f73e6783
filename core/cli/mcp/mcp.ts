import { randomUUID } from 'node:crypto'
import { Writable } from 'node:stream'
import { openProject, type Project } from '../../daemon/project.ts'
import { questions } from '../../mcp/client-approval.ts'
import { mcpServer, type Served } from '../../mcp/server.ts'
import { mcpLibrary } from '../../operations/agents/library.ts'
import { version } from '../../version.ts'
import type { CommandSettings } from '../declare.ts'
import { createOutput } from '../shown/output.ts'
import { toStdoutInTurn } from '../shown/stdout.ts'
import { onStopSignals } from '../stop-signals.ts'
import { deskHere } from './desk-here.ts'
import { showSettings } from './settings.ts'
import { watchedTools } from './watched-tools.ts'

export interface McpOptions {
  readonly settings?: boolean
}

/**
 * `promethean mcp`: serves one agent over stdin and stdout until it leaves. On a terminal it prints how agents start it.
 * @throws PrometheanError if the library is not installed, or there is no config
 */
export async function mcp({
  config,
  json,
  settings = process.stdin.isTTY,
}: CommandSettings<McpOptions>): Promise<number> {
  const library = await mcpLibrary()
  const project = await openProject(config)
  try {
    if (settings) showSettings(createOutput(json), project.file)
    else await serve(project, library)
    return 0
  } finally {
    await project.close()
  }
}

async function serve(project: Project, library: Awaited<ReturnType<typeof mcpLibrary>>) {
  const { tools, call, answer } = deskHere(project)
  const watched = watchedTools(tools)
  const served = {
    ...{ version: version(), unnamed: 'unknown', tools: watched.tools, call, answer },
    // Of the process: a request of the protocol's 2026 age may tell any name.
    connection: randomUUID(),
    ...{ questions: questions(library), tellsChanges: true },
  }
  let server: ReturnType<typeof mcpServer> | undefined
  const left = new Promise<void>(resolve => {
    process.stdin.once('close', resolve).once('end', resolve)
    onStopSignals(resolve, () => process.exit())
  })
  const serverFor = ({ era }: Pick<Served, 'era'>) => {
    server = mcpServer(library, { ...served, era })
    return server
  }
  const { close } = library.serveStdio(serverFor, {
    transport: new library.StdioServerTransport(process.stdin, wire()),
    onerror: failure => console.error(failure.message),
  })
  const leaving = new AbortController()
  // A client that has just left need not be told.
  const tell = () => void server?.sendToolListChanged().catch(() => undefined)
  const watching = watched.watch(tell, leaving.signal)
  await left
  leaving.abort()
  await watching
  await close()
}

// The process's own stdout is the wire: what anything else prints there goes to stderr.
function wire(): Writable {
  return new Writable({
    write: (chunk, _, done) => {
      toStdoutInTurn(String(chunk)).then(() => done(), done)
    },
  })
}
