import { describe, expect, it, vi } from 'vitest'
import { handshake, RawClient } from '../../support/web/raw-client.ts'
import { type Served, serve } from '../../support/web/served.ts'

/** An instance whose answers are given when the test says so. */
function slow(served: Served): () => void {
  let answer = () => {}
  const given = new Promise<void>(resolve => {
    answer = resolve
  })
  served.answer = async ({ name }) => {
    await given
    return { done: true, value: { did: name } }
  }
  return answer
}

const refusedNow = (served: Served) =>
  served.get('/favicon.ico').then(
    () => false,
    () => true,
  )

// It waits 300 ms in real time, in which a busy machine may stand still.
const AGAIN = { retry: 4 }

describe('a server that closes', () => {
  it('answers what it was asked for before, over HTTP', AGAIN, async () => {
    const served = await serve()
    const answer = slow(served)
    const said = served.post('say', { text: 'hello' })
    await expect.poll(() => served.asked).toHaveLength(1)
    const stopped = served.run.stop()
    await vi.waitUntil(() => refusedNow(served), { interval: 5 })
    answer()
    expect((await said).status).toBe(200)
    expect(await (await said).json()).toEqual({ did: 'say' })
    await stopped
  })

  it('answers what it was asked for before, over a WebSocket', AGAIN, async () => {
    const served = await serve()
    const answer = slow(served)
    const page = await served.page()
    page.say({ id: 1, call: 'say' })
    await expect.poll(() => served.asked).toHaveLength(1)
    const stopped = served.run.stop()
    await vi.waitUntil(() => refusedNow(served), { interval: 5 })
    answer()
    expect(await page.closed).toMatchObject({ code: 1001 })
    expect(page.of(1)).toEqual([{ id: 1, done: true, value: { did: 'say' } }])
    await stopped
  })

  it('waits for nobody who does not answer or does not leave', async () => {
    const served = await serve()
    slow(served)
    const page = await served.page()
    page.say({ id: 1, call: 'say' })
    const cut = served.post('say', {}).then(
      () => 'answered',
      () => 'cut',
    )
    await expect.poll(() => served.asked).toHaveLength(2)
    const quiet = [
      handshake(served),
      handshake(served, { Host: 'evil.example' }),
      handshake(served, { 'Sec-WebSocket-Protocol': 'not, , valid' }),
      'GET / HT',
      '',
    ]
    await Promise.all(quiet.map(text => RawClient.open(served.port, text)))
    await served.run.stop()
    expect(await cut).toBe('cut')
    expect(await page.closed).toMatchObject({ code: 1001 })
    expect(served.run.logged.filter(({ level }) => level !== 'info')).toEqual([])
  })
})

describe('a page that asks and does not read', () => {
  it('keeps little in memory: nothing more is begun for it, until it reads again', async () => {
    const served = await serve()
    const text = 'x'.repeat(3_000_000)
    served.answer = async () => ({ done: true, value: text })
    const page = await served.page()
    page.socket.pause()
    for (let id = 1; id <= 60; id++) page.say({ id, call: 'status' })
    await expect.poll(() => served.asked.length).toBeGreaterThan(1)
    page.socket.resume()
    await expect.poll(() => page.heard.filter(one => 'done' in one)).toHaveLength(60)
  })

  it('is closed in the end, and disturbs nobody else', async () => {
    const served = await serve()
    const text = 'x'.repeat(3_000_000)
    served.answer = async () => ({ done: true, value: text })
    const page = await served.page()
    page.socket.pause()
    for (let id = 1; id <= 200; id++) page.say({ id, call: 'status' })
    const other = await served.page()
    served.answer = async () => ({ done: true, value: 'here' })
    other.say({ id: 1, call: 'status' })
    await expect.poll(() => other.of(1)).toEqual([{ id: 1, done: true, value: 'here' }])
    page.socket.resume()
    expect(await page.closed).toEqual({ code: 4408, reason: 'it does not read the answers' })
  })
})
