import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { bareEnvironment } from './environment.ts'
import { LOADER } from './node.ts'
import type { Fed, Wanted } from './program.ts'

const HOST = fileURLToPath(new URL('./host.ts', import.meta.url))

/** What a host is sent: what it is to run, then texts for its stdin; undefined closes that. */
export type ToHost = Wanted | { readonly input: string | undefined }

/** What a host sends. */
export type FromHost =
  | { readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly exitCode: number; readonly isFree: boolean }

const free = new Set<ChildProcess>()

/**
 * Starts a `promethean` in a process that others may have run in before, because most of a start is loading core. Signals
 * and SIGKILL are real. A process in which something still runs is not reused.
 */
export function inHost(wanted: Wanted): Fed {
  // The most recently used one: its caches are warm.
  const host = [...free].at(-1) ?? startHost()
  free.delete(host)
  const output = { stdout: new PassThrough(), stderr: new PassThrough() }
  let isOver = false
  const exited = new Promise<number | undefined>(resolve => {
    const ended = async (exitCode?: number) => {
      isOver = true
      host.off('message', told).off('exit', lost)
      const read = Object.values(output).map(stream => once(stream.end(), 'end'))
      await Promise.all(read)
      resolve(exitCode)
    }
    const told = (message: FromHost) => {
      if ('stream' in message) return void output[message.stream].write(message.text)
      if (message.isFree) free.add(host)
      else host.disconnect()
      void ended(message.exitCode)
    }
    const lost = async (code: number | null) => {
      // What it sent before it was killed has not been read yet.
      if (host.connected) await once(host, 'disconnect')
      await ended(code ?? undefined)
    }
    host.on('message', told).on('exit', lost)
  })
  host.send(wanted)
  const signal = (name: NodeJS.Signals) => {
    if (!isOver) host.kill(name)
  }
  const input = (text?: string) => {
    if (!isOver) host.send({ input: text })
  }
  return { pid: host.pid ?? 0, ...output, exited, signal, input }
}

function startHost(): ChildProcess {
  const host = fork(HOST, {
    execArgv: [...LOADER],
    env: bareEnvironment(),
    serialization: 'advanced',
    // Pipes, as for a program; only what Node prints when it crashes is written to them.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  host.on('exit', () => free.delete(host))
  host.stdout?.resume()
  host.stderr?.pipe(process.stderr)
  // The tests do not wait for it; it ends when they do.
  host.unref()
  host.channel?.unref()
  return host
}
