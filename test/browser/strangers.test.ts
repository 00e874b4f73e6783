import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startChromium } from '../support/browser/chromium.ts'
import { type PageInstance, startInstance } from '../support/browser/instance.ts'
import type { Browser, Page } from '../support/browser/playwright.ts'
import { Stage } from '../support/browser/stage.ts'
import { wantsPeers } from '../support/peers/suites.ts'
import { freePort } from '../support/process/child.ts'

// A name that an attacker owns, and that leads to this machine.
const REBOUND = 'rebound.example'

describe.runIf(wantsPeers)('a page of somebody else in the same browser', () => {
  let browser: Browser
  let instance: PageInstance
  let stage: Stage
  let stranger: Server
  let page: Page
  // What is refused to others works for this one.
  let own: Page
  let token: string

  beforeAll(async () => {
    stage = new Stage(await freePort())
    instance = await startInstance(stage.settings)
    token = new URL(instance.url).hash.slice(1)
    stranger = createServer((_, answer) => {
      answer.setHeader('content-type', 'text/html').end('<title>strange</title>')
    })
    await new Promise<void>(listening => stranger.listen(0, '127.0.0.1', listening))
    browser = await startChromium(`--host-resolver-rules=MAP ${REBOUND} 127.0.0.1`)
    const context = await browser.newContext({})
    page = await context.newPage()
    await page.goto(`http://127.0.0.1:${portOf(stranger)}/`)
    own = (await opened(here('/'))).page
  })
  afterAll(async () => {
    await browser?.close()
    await instance?.end()
    await new Promise(closed => stranger.close(closed))
  })

  const outcomeOf = (input: string, init: object, from = page) =>
    from.evaluate<string>(
      `fetch(${JSON.stringify(input)}, ${JSON.stringify(init)}).then(
        answer => answer.type === 'opaque' ? 'opaque' : answer.text().then(text => answer.status + ' ' + text),
        () => 'kept from it')`,
    )
  const withToken = () => ({
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{}',
  })
  const here = (path: string) => `http://127.0.0.1:${instance.port}${path}`
  const upgrade = (address: string, from = page) =>
    from.evaluate<string>(`new Promise(resolve => {
      const socket = new WebSocket(${JSON.stringify(address)})
      socket.onopen = () => socket.send(JSON.stringify({ token: ${JSON.stringify(token)} }))
      socket.onmessage = () => resolve('answered')
      socket.onclose = ({ code }) => resolve('closed ' + code)
    })`)

  it('reads nothing, even with the token', async () => {
    expect(await outcomeOf(here('/api/status'), withToken(), own)).toMatch(/^200 /)
    expect(await outcomeOf(here('/api/status'), withToken())).toBe('kept from it')
    expect(await outcomeOf(here('/api'), {})).toBe('kept from it')
    expect(await outcomeOf(here('/'), {})).toBe('kept from it')
  })

  it('opens no WebSocket, even with the token', async () => {
    const address = `ws://127.0.0.1:${instance.port}/socket`
    expect(await upgrade(address, own)).toBe('answered')
    expect(await upgrade(address)).toBe('closed 1006')
  })

  it('does nothing by a post that a browser sends without asking first', async () => {
    const body = JSON.stringify({ channel: 'twitch', text: 'not from the streamer' })
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const init = { method: 'POST', mode: 'no-cors', body, headers: { 'content-type': type } }
      await outcomeOf(here('/api/say'), init)
      await outcomeOf(here('/api/mute'), { ...init, body: '{}' })
    }
    expect(await stage.left()).toEqual([])
    const status = await outcomeOf(here('/api/status'), withToken(), own)
    expect(JSON.parse(status.replace('200 ', ''))).not.toHaveProperty('muted')
  })

  it('shows the page in no frame of its own', async () => {
    const asked: string[] = []
    page.on('request', request => asked.push(new URL(request.url()).pathname))
    await page.evaluate(`new Promise(loaded => {
      const frame = document.createElement('iframe')
      frame.onload = loaded
      frame.src = ${JSON.stringify(here('/'))}
      document.body.append(frame)
    })`)
    expect(asked).toEqual(['/'])
  })

  it('gets nothing where its own name leads to this machine (rebinding)', async () => {
    const { page: rebound, close } = await opened(`http://${REBOUND}:${instance.port}/`)
    expect(await rebound.evaluate('document.scripts.length')).toBe(0)
    expect(await outcomeOf('/api/status', withToken(), rebound)).toMatch(/^403 /)
    expect(await upgrade(`ws://${REBOUND}:${instance.port}/socket`, rebound)).toBe('closed 1006')
    await close()
  })

  async function opened(url: string): Promise<{ page: Page; close(): Promise<void> }> {
    const context = await browser.newContext({})
    const made = await context.newPage()
    await made.goto(url)
    return { page: made, close: () => context.close() }
  }
})

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('unreachable: no port')
  return address.port
}
