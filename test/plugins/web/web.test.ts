import { once } from 'node:events'
import { createServer } from 'node:http'
import { contract, runPlugin } from 'promethean/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { web } from '../../../plugins/web/index.ts'
import { freePort } from '../../support/process/child.ts'
import { fakeInstance, portsOf, serve } from '../../support/web/served.ts'

contract('web', async () => {
  const port = await freePort()
  return {
    use: web({ port }),
    other: web({ port, names: ['studio-pc'] }),
    ports: portsOf(fakeInstance()),
    ready: async () => {
      await expect
        .poll(() => fetch(`http://127.0.0.1:${port}/favicon.ico`))
        .toMatchObject({ status: 204 })
    },
  }
})

describe('where it listens', () => {
  it('a port that is taken is said with what to do, and it listens once the port is free', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const run = await runPlugin(web({ port }), { ports: portsOf(fakeInstance()) })
    onTestFinished(() => run.stop())
    expect(run.state()).toBe('retrying')
    const { plugins } = await run.status()
    expect(plugins.find(({ id }) => id === 'web')?.reason).toBe(
      `cannot listen at 127.0.0.1, port ${port}: another program uses it; close the other program, perhaps another Promethean, or set another port and add the new address to OBS`,
    )
    await new Promise(resolve => other.close(resolve))
    await expect.poll(() => run.state()).toBe('ready')
  })

  it('a port that was taken for an hour is taken within 5 s of being free', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    const run = await runPlugin(web({ port }), { ports: portsOf(fakeInstance()) })
    onTestFinished(async () => {
      vi.useRealTimers()
      await run.stop()
    })
    const retryAt = async () => {
      const { plugins } = await run.status()
      return Number(plugins.find(({ id }) => id === 'web')?.retryAt)
    }
    // Each try fails after an answer of the system, which no clock can move.
    for (let tries = 0; tries < 12; tries++) {
      const due = await retryAt()
      expect(due - Date.now()).toBeLessThanOrEqual(5_000)
      await vi.advanceTimersByTimeAsync(due - Date.now())
      await vi.waitUntil(async () => (await retryAt()) !== due)
    }
    await new Promise(resolve => other.close(resolve))
    await vi.advanceTimersByTimeAsync(5_000)
    await vi.waitUntil(() => run.state() === 'ready')
  })

  it('a reload with another port moves it there', async () => {
    const served = await serve()
    const page = await served.page()
    const port = await freePort()
    await served.run.reload(web({ port }))
    expect(await page.closed).toMatchObject({ code: 4301 })
    expect((await fetch(`http://127.0.0.1:${port}/favicon.ico`)).status).toBe(204)
    await expect(served.get('/')).rejects.toThrow('fetch failed')
  })
})
