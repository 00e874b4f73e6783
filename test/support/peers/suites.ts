import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs')

/** A program others wrote, and the suites that run against it. */
export interface Peer {
  readonly name: string
  readonly suites: readonly string[]
  /**
   * Makes it ready, and says what it is.
   * @throws Error with what is missing, Skipped where this machine cannot have it
   */
  prepare(): Promise<string>
  /** The prefix of the test command: a wrapper that blocks network access. */
  readonly wrapper?: () => Promise<readonly string[]>
  /** Ends what is left running when the suites are done. */
  readonly end?: () => Promise<void>
}

/** This machine cannot have the peer: said, and no failure. */
export class Skipped extends Error {}

/** Prepares a peer and runs its suites. @returns an exit code */
export async function runPeer(peer: Peer): Promise<number> {
  try {
    const startedAt = performance.now()
    const told = await peer.prepare()
    console.log(`${peer.name} for the tests: ${told}, ready in ${secondsSince(startedAt)} s`)
  } catch (failure) {
    if (!(failure instanceof Error)) throw failure
    console.error(failure.message)
    return failure instanceof Skipped ? 0 : 1
  }
  try {
    return await runSuites(peer)
  } finally {
    await peer.end?.()
  }
}

async function runSuites({ name, suites, wrapper }: Peer): Promise<number> {
  const startedAt = performance.now()
  const settings = ['run', '--config', 'test/vitest.config.ts', '--root', '.']
  const wrapping = (await wrapper?.()) ?? []
  const [command = '', ...args] = [...wrapping, process.execPath, VITEST, ...settings, ...suites]
  const child = spawn(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, PROMETHEAN_PEERS: '1' },
  })
  const [code] = await once(child, 'exit')
  console.log(`the suites of ${name} took ${secondsSince(startedAt)} s`)
  return code ?? 1
}

export function secondsSince(startedAt: number): string {
  return ((performance.now() - startedAt) / 1_000).toFixed(1)
}

/** Whether the suites run against programs others wrote. */
export const wantsPeers = process.env.PROMETHEAN_PEERS === '1'
