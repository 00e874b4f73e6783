import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { type AccessHolder, AccessTokens, AgentDoor } from 'promethean'
import { fakePort, runPlugin } from 'promethean/testing'
import { expect, it, onTestFinished, vi } from 'vitest'
import { web } from '../../../plugins/web/index.ts'
import { freePort } from '../../support/process/child.ts'
import { fakeInstance, portsOf } from '../../support/web/served.ts'

const AGENT: AccessHolder = { name: 'helper', kind: 'agent' }

/** The page's server, where the test says when it is known whose token it is. */
async function opened() {
  const looked: (() => void)[] = []
  const answered: string[] = []
  const access = fakePort(AccessTokens, {
    ensure: async () => {},
    holder: () => new Promise(resolve => looked.push(() => resolve(AGENT))),
  })
  const agents = fakePort(AgentDoor, {
    respond: async request => {
      answered.push(await request.text())
      return new Response('answered')
    },
  })
  const [, operations] = portsOf(fakeInstance())
  const ports = [access, agents, ...(operations === undefined ? [] : [operations])]
  const port = await freePort()
  const run = await runPlugin(web({ port }), { ports })
  onTestFinished(() => run.stop())
  return { port, looked, answered }
}

/** What the server answers its next request with. */
function nextAnswer(): Promise<ServerResponse> {
  return new Promise(resolve => {
    const began = (told: unknown) => {
      const { response } = Object(told)
      if (!(response instanceof ServerResponse)) return
      unsubscribe('http.server.request.start', began)
      resolve(response)
    }
    subscribe('http.server.request.start', began)
  })
}

it('an agent that leaves while its token is looked up is not answered, and its token not looked at again', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const { port, looked, answered } = await opened()
  const before = vi.getTimerCount()
  const hasBegun = nextAnswer()
  const leaving = connect({ port, host: '127.0.0.1' })
  const head = ['POST /mcp HTTP/1.1', `Host: 127.0.0.1:${port}`, 'Authorization: Bearer made-up']
  leaving.write(`${[...head, 'Content-Length: 5'].join('\r\n')}\r\n\r\nfirst`)
  await expect.poll(() => looked).toHaveLength(1)
  const closed = once(await hasBegun, 'close')
  leaving.resetAndDestroy()
  await closed
  looked[0]?.()

  const staying = fetch(`http://127.0.0.1:${port}/mcp`, {
    ...{ method: 'POST', body: 'second', headers: { Authorization: 'Bearer made-up' } },
  })
  await expect.poll(() => looked).toHaveLength(2)
  looked[1]?.()
  expect(await (await staying).text()).toBe('answered')
  expect(answered).toEqual(['second'])
  await expect.poll(() => vi.getTimerCount()).toBe(before)
})
