import { describe, expect, it } from 'vitest'
import { type Asked, type Served, serve } from '../../support/web/served.ts'
import type { SocketClient } from '../../support/web/socket-client.ts'

/** Lines that a test gives, to whoever listens at the moment. */
function lively(served: Served) {
  const queues = new Set<{ lines: unknown[]; wake(): void }>()
  served.lines = ({ signal }: Asked) => listen(signal)
  async function* listen(signal: AbortSignal) {
    const queue = { lines: [] as unknown[], wake: () => {} }
    queues.add(queue)
    signal.addEventListener('abort', () => queue.wake())
    while (!signal.aborted) {
      yield* queue.lines.splice(0)
      if (queue.lines.length === 0 && !signal.aborted)
        await new Promise<void>(resolve => {
          queue.wake = resolve
        })
    }
    queues.delete(queue)
  }
  return {
    get listeners() {
      return queues.size
    },
    tell(...lines: unknown[]) {
      for (const queue of queues) {
        queue.lines.push(...lines)
        queue.wake()
      }
    },
  }
}

function linesOf(page: SocketClient, id: number): readonly unknown[] {
  return page.of(id).flatMap(one => ('lines' in one ? one.lines : []))
}

describe('a stream', () => {
  it('is gathered: at most 20 messages a second, each line once and in order', async () => {
    const served = await serve()
    const live = lively(served)
    const page = await served.page()
    page.say({ id: 1, listen: 'tail' })
    await expect.poll(() => live.listeners).toBe(1)
    for (let line = 0; line < 500; line++) live.tell(line)
    await expect.poll(() => linesOf(page, 1)).toHaveLength(500)
    expect(linesOf(page, 1)).toEqual(Array.from({ length: 500 }, (_, line) => line))
    expect(page.of(1).length).toBeLessThan(5)
  })

  it('is read once for all pages that want the same, and each line is made JSON once', async () => {
    const served = await serve()
    const live = lively(served)
    const pages = await Promise.all([served.page(), served.page(), served.page()])
    for (const page of pages) page.say({ id: 1, listen: 'tail', input: { all: true } })
    await expect.poll(() => live.listeners).toBe(1)
    let made = 0
    const line = { toJSON: () => ({ line: ++made }) }
    live.tell(line)
    for (const page of pages) await expect.poll(() => linesOf(page, 1)).toEqual([{ line: 1 }])
    pages[0]?.say({ id: 2, listen: 'tail', input: { all: false } })
    await expect.poll(() => live.listeners).toBe(2)
    expect(served.asked.filter(({ name }) => name === 'tail')).toHaveLength(2)
  })

  it('ends once nobody wants it, and begins again for the next', async () => {
    const served = await serve()
    const live = lively(served)
    const [one, other] = [await served.page(), await served.page()]
    for (const page of [one, other]) page.say({ id: 1, listen: 'tail' })
    await expect.poll(() => live.listeners).toBe(1)
    one.say({ id: 1, cancel: true })
    await expect.poll(() => one.of(1)).toEqual([{ id: 1, ended: true }])
    expect(live.listeners).toBe(1)
    other.socket.terminate()
    await expect.poll(() => live.listeners).toBe(0)
    one.say({ id: 2, listen: 'tail' })
    await expect.poll(() => live.listeners).toBe(1)
    live.tell('again')
    await expect.poll(() => linesOf(one, 2)).toEqual(['again'])
  })

  it('that breaks off says why to everybody', async () => {
    const served = await serve()
    served.lines = async function* () {
      yield 1
      throw new Error('the disk is full')
    }
    const page = await served.page()
    page.say({ id: 1, listen: 'tail' })
    await expect
      .poll(() => page.of(1))
      .toEqual([
        { id: 1, lines: [1] },
        { id: 1, ended: true, refusal: { code: 'runtime', what: 'the disk is full' } },
      ])
  })

  it.each([
    ['status', 'status is no stream; call it instead'.split(';')[0]],
    ['nothing', 'there is no operation nothing'],
  ])('%s is none', async (listen, what) => {
    const served = await serve()
    const page = await served.page()
    page.say({ id: 1, listen })
    await expect.poll(() => page.of(1)).toMatchObject([{ ended: true, refusal: { what } }])
    page.say({ id: 2, call: 'tail' })
    await expect
      .poll(() => page.of(2))
      .toMatchObject([{ done: false, refusal: { code: 'not_found' } }])
  })
})

describe('a page that reads too slowly', () => {
  it('is closed and told how many lines it missed, and what it got has no gap', async () => {
    const served = await serve()
    const live = lively(served)
    const [slow, quick] = [await served.page(), await served.page()]
    for (const page of [slow, quick]) page.say({ id: 1, listen: 'tail' })
    await expect.poll(() => live.listeners).toBe(1)
    slow.socket.pause()
    let told = 0
    const padding = 'x'.repeat(10_000)
    for (let turn = 1; turn <= 30; turn++) {
      for (let line = 0; line < 100; line++) live.tell({ line: told++, padding })
      await expect.poll(() => linesOf(quick, 1)).toHaveLength(told)
    }
    slow.socket.resume()
    const { code, reason } = await slow.closed
    expect(code).toBe(4408)
    const got = linesOf(slow, 1)
    expect(got).toEqual(linesOf(quick, 1).slice(0, got.length))
    expect(got.length).toBeLessThan(told)
    expect(reason).toBe(`lines were missed, as they came too fast: ${told - got.length}`)
    quick.say({ id: 2, call: 'status' })
    await expect.poll(() => quick.of(2)).toHaveLength(1)
  })
})

it('lines that came faster than the instance could give them on are missed by every page, which is told so', async () => {
  const served = await serve()
  const live = lively(served)
  const pages = [await served.page(), await served.page()]
  for (const page of pages) page.say({ id: 1, listen: 'tail' })
  await expect.poll(() => live.listeners).toBe(1)
  live.tell('before', { code: 'skipped', events: 7 }, 'after')
  for (const page of pages) {
    const reason = 'lines were missed, as they came too fast: 8'
    expect(await page.closed).toEqual({ code: 4408, reason })
    expect(linesOf(page, 1)).toEqual(['before'])
  }
})

describe('a page that leaves', () => {
  it('cancels what it only wanted to know; what acts is done', async () => {
    const served = await serve()
    served.answer = () => new Promise(() => {})
    const page = await served.page()
    page.say({ id: 1, call: 'status' })
    page.say({ id: 2, call: 'say' })
    await expect.poll(() => served.asked).toHaveLength(2)
    page.socket.terminate()
    await expect.poll(() => served.asked[0]?.signal.aborted).toBe(true)
    expect(served.asked[1]?.signal.aborted).toBe(false)
  })
})

it('a welcome says what the token may, and a dry call is dry', async () => {
  const served = await serve()
  served.holders.set('t', { name: 'deck', kind: 'dock', may: ['say', 'no-such'] })
  const page = await served.page('t')
  expect(page.heard[0]).toMatchObject({ welcome: { name: 'deck', may: ['say'] } })
  page.say({ id: 1, call: 'say', input: { text: 'hi' }, dry: true })
  page.say({ id: 2, call: 'title' })
  await expect.poll(() => page.of(2)).toMatchObject([{ refusal: { what: 'cannot use title' } }])
  expect(served.asked).toMatchObject([{ name: 'say', dry: true, caller: { kind: 'program' } }])
})
