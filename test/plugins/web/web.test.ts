import { once } from 'node:events'
import { createServer } from 'node:http'
import { contract, runPlugin } from 'promethean/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
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

  it('a reload with another port moves it there', async () => {
    const served = await serve()
    const page = await served.page()
    const port = await freePort()
    await served.run.reload(web({ port }))
    expect(await page.closed).toMatchObject({ code: 1001 })
    expect((await fetch(`http://127.0.0.1:${port}/favicon.ico`)).status).toBe(204)
    await expect(served.get('/')).rejects.toThrow('fetch failed')
  })
})
