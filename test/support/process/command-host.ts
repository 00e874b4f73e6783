import type { CommandResult, WantedCommand } from './commands.ts'

// Started by commands.ts: runs command after command as bin.js does, with core loaded once for all of them.
let said = { stdout: '', stderr: '' }
const { exit } = process

function taker(stream: keyof typeof said) {
  return (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    said[stream] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
    const written = rest.find(one => typeof one === 'function')
    written?.()
    return true
  }
}

// What a command left behind is not the next one's: with a process of its own it would be gone.
function freshProcess({ env, cwd }: WantedCommand): void {
  said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const)
    Object.assign(process[stream], { write: taker(stream) })
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtException', 'unhandledRejection'])
    process.removeAllListeners(name)
  process.env = { ...env }
  process.exitCode = undefined
  if (process.cwd() !== cwd) process.chdir(cwd)
}

async function run(wanted: WantedCommand): Promise<CommandResult> {
  freshProcess(wanted)
  // Not earlier: when core is loaded, it remembers its output streams.
  const { main } = await import('../../../core/cli/main.ts')
  const exitCode = await new Promise<number>((resolve, reject) => {
    const exited = (code?: number) => resolve(Number(code ?? process.exitCode ?? 0))
    Object.assign(process, { exit: exited })
    main([process.execPath, 'promethean', ...wanted.args]).catch(reject)
  })
  return { exitCode, ...said }
}

process.on('disconnect', () => exit(0))
process.on('message', async (wanted: WantedCommand) => {
  process.send?.(await run(wanted))
})
