import { describe, expect, it, type TestContext, vi } from 'vitest'
import type { PrometheanProcess } from '../support/process/promethean.ts'
import { type FakeTau, startFakeTau } from '../support/tau/fake-tau.ts'
import { workshop } from './workshop.ts'

// Processes of their own; the stop of each takes up to five seconds.
vi.setConfig({ testTimeout: 240_000 })
const { project, spawn } = workshop()
const SOON = { timeout: 90_000, interval: 20 }

async function begun(
  { onTestFinished }: TestContext,
  chat: readonly string[] = ['annbot'],
  ...flags: readonly string[]
) {
  const tau = await startFakeTau({ bots: ['annbot'] })
  onTestFinished(() => tau.close())
  const made = project({ 'promethean.config.ts': configOf(tau, chat) })
  const run = spawn(['run', ...flags, '--config', made.file])
  await vi.waitFor(
    () => expect(chatOf(tau)[0]?.authenticatedAt, run.noise.join('\n')).toBeDefined(),
    SOON,
  )
  return { tau, made, run }
}

function configOf({ url, token }: FakeTau, chat: readonly string[]): string {
  return `
import { tau } from '@promethean/plugins'
import { defineConfig } from 'promethean'
export default defineConfig({
  plugins: [tau({ url: '${url}', token: '${token}', chat: ${JSON.stringify(chat)} })],
})
`
}

const chatOf = (tau: FakeTau) => tau.clients.filter(({ path }) => path.includes('chat-bots'))
const lifeOf = ({ openedAt, closedAt = 0 }: { openedAt: number; closedAt: number | undefined }) =>
  closedAt - openedAt

async function ended(run: PrometheanProcess, tau: FakeTau) {
  expect(await run.exited).toBe(0)
  await vi.waitFor(() => expect(chatOf(tau).every(one => one.closedAt)).toBe(true), SOON)
}

describe.concurrent('a stop right after TAU was connected', () => {
  it('holds the bot’s socket until TAU’s worker bears its end, and says so', async context => {
    const { tau, run } = await begun(context)
    run.signal('SIGINT')
    await ended(run, tau)
    const [bot] = chatOf(tau)
    expect(bot && lifeOf(bot)).toBeGreaterThan(4_000)
    expect(tau.isWorkerDead).toBe(false)
    expect(run.noise.join('\n')).toMatch(
      /tau keeps its chat sockets .*; Ctrl-C again stops at once/,
    )
  })

  it('holds what a reload has let go as well', async context => {
    const { tau, made, run } = await begun(context, ['annbot'], '--json')
    await run.next('ready')
    made.write('promethean.config.ts', configOf(tau, []))
    await run.next('handed_over')
    run.signal('SIGINT')
    await ended(run, tau)
    expect(tau.isWorkerDead).toBe(false)
  })

  it('does not wait for the streamer’s own socket, of whose end the worker is not told', async context => {
    const { tau, run } = await begun(context, ['annstreams'])
    run.signal('SIGINT')
    await ended(run, tau)
    expect(run.noise.join('\n')).not.toContain('tau keeps its')
    expect(tau.isWorkerDead).toBe(false)
  })

  it('ends at once at the second Ctrl-C', async context => {
    const { tau, run } = await begun(context)
    const stopped = Date.now()
    run.signal('SIGINT')
    await vi.waitFor(() => expect(run.noise.join('\n')).toContain('tau keeps its'), SOON)
    // Within a second it is the same press.
    await vi.waitFor(() => {
      run.signal('SIGINT')
      expect(chatOf(tau)[0]?.closedAt).toBeDefined()
    }, SOON)
    const [bot] = chatOf(tau)
    // It would be held for 4.5 s.
    expect((bot?.closedAt ?? 0) - stopped).toBeLessThan(4_000)
    await run.exited
  })
})
