import { setTimeout as pause } from 'node:timers/promises'
import type { Event } from 'promethean'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { payloads } from '../support/frames/tau/payloads.ts'
import { runCommand } from '../support/process/promethean.ts'
import { type FakeTau, startFakeTau } from '../support/tau/fake-tau.ts'
import { storedTime } from '../support/tau/store.ts'
import { workshop } from './workshop.ts'

// Processes of their own, killed and started again.
vi.setConfig({ testTimeout: 120_000 })
const { project, spawn } = workshop()

async function started(): Promise<FakeTau> {
  const tau = await startFakeTau()
  onTestFinished(() => tau.close())
  return tau
}

const configOf = ({ url, token }: FakeTau, options: object, more = '') => `
import { tau } from '@promethean/plugins'
import { defineConfig, definePlugin } from 'promethean'
const slow = definePlugin({ name: 'slow', setup: () => new Promise(done => setTimeout(done, 9_000)) })
export default defineConfig({
  plugins: [tau(${JSON.stringify({ url, token, ...options })})${more}],
})
`

const follow = (n: number) => ({
  ...payloads['channel-follow'],
  user_id: `${n}`,
  followed_at: new Date(Date.UTC(2026, 9, 1) + n * 1_000).toISOString(),
})

/** Who follows, as the journal has it: in its order, every one that is in it. */
async function followers(file: string): Promise<readonly string[]> {
  const { lines } = await runCommand([
    'export',
    '--types',
    'channel.followed',
    '--json',
    '--config',
    file,
  ])
  const events = lines as unknown as readonly Event<'channel.followed'>[]
  return events.map(({ data }) => data.user.id ?? '')
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => `${n}`)

describe('what TAU has stored', () => {
  it('before the first start is in the journal once and in order, though the process is killed again and again', async () => {
    const tau = await started()
    for (const n of numbers(300))
      tau.happen('channel-follow', follow(Number(n)), {
        created: storedTime(new Date(Date.now() - 86_400_000 + Number(n) * 1_000)),
      })
    const { file } = project({ 'promethean.config.ts': configOf(tau, { history: 'all' }) })
    for (const ms of [400, 700, 300]) {
      const run = spawn(['run', '--json', '--config', file])
      await run.next('ready')
      await pause(ms)
      await run.kill()
    }
    const run = spawn(['run', '--json', '--config', file])
    await run.next('log', ({ message }) => /had stored are fetched/.test(String(message)))
    expect(await run.stop()).toBe(0)
    expect(await followers(file)).toEqual(numbers(300))
  })

  it('and told while a plugin was still being set up is not lost by a kill', async () => {
    const tau = await started()
    const made = project({ 'promethean.config.ts': configOf(tau, {}) })
    const first = spawn(['run', '--json', '--config', made.file])
    await first.next('ready')
    await vi.waitFor(() => expect(tau.requests.length).toBeGreaterThan(2))
    await pause(600)
    expect(await first.stop()).toBe(0)
    made.write('promethean.config.ts', configOf(tau, {}, ', slow()'))
    const second = spawn(['run', '--json', '--config', made.file])
    const isListening = () => tau.clients.some(one => one.authenticatedAt && !one.closedAt)
    await vi.waitFor(() => expect(isListening()).toBe(true))
    for (const n of numbers(12)) {
      tau.happen('channel-follow', follow(Number(n)))
      await pause(150)
    }
    await second.kill()
    made.write('promethean.config.ts', configOf(tau, {}))
    const third = spawn(['run', '--json', '--config', made.file])
    await third.next('ready')
    await vi.waitFor(async () => expect(await followers(made.file)).toEqual(numbers(12)), {
      timeout: 30_000,
      interval: 500,
    })
    expect(await third.stop()).toBe(0)
  })
})
