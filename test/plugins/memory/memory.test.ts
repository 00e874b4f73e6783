import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memory } from '@promethean/plugins'
import { event } from 'promethean'
import { contract, fakeEmbeddings } from 'promethean/testing'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { fastTime } from '../../support/fast-time.ts'
import { remembering } from './remembering.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

contract('memory', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memory-'))
  folders.push(folder)
  return { use: memory(), other: memory({ tests: true }), ports: [fakeEmbeddings()], folder }
})

const LONG = 'the boss fight went wrong because of the terrible lag'

describe('what can be found', () => {
  it('a line of more than 40 characters, at once', async () => {
    const { say, finds, found } = await remembering()
    const [, id] = await say(['short', LONG])
    const first = await finds('boss fight lag', { ids: [id] as string[] })
    expect(first).toMatchObject({ place: 'chat', platform: 'twitch', channel: 'ann' })
    expect(first.begin).toBeInstanceOf(Date)
    expect(await found('short')).toHaveLength(1)
  })

  it('a moment of ten lines, at once', async () => {
    const { say, finds } = await remembering()
    const ids = await say(Array.from({ length: 11 }, (_, n) => `word${n}`))
    await finds('word3 word9', { ids: ids.slice(0, 10) })
  })

  it('a moment and a line of it come once, as the moment, with the better similarity', async () => {
    const { say, finds, found } = await remembering()
    const rest = Array.from({ length: 9 }, (_, n) => `word${n}`)
    const ids = await say([LONG, ...rest])
    await finds('word3 word7', { ids })
    const passages = await found(LONG)
    expect(passages.map(one => one.ids)).toEqual([ids])
    expect(passages[0]?.similarity).toBeCloseTo(1, 1)
  })

  it('titles, answers of models and notes, each in its place', async () => {
    const { run, finds, found } = await remembering()
    run.emit(event('title.changed', { title: 'a quiet evening', target: 't', isConfirmed: true }))
    run.emit(
      event('llm.answered', { prompt: 'p', answer: 'tomatoes are red', model: 'm', latencyMs: 1 }),
    )
    run.emit(event('memory.noted', { text: 'the microphone was broken', by: 'ann' }))
    await finds('quiet evening', { place: 'events' }, { in: ['events'] })
    await finds('red tomatoes', { place: 'events' }, { in: ['events'] })
    await finds('broken microphone', { place: 'memory' }, { in: ['memory'] })
    expect(await found('quiet evening')).toEqual([])
    expect(await found('quiet evening', { in: ['memory', 'events'] })).toHaveLength(3)
  })

  it('by channel in any spelling, platform and time', async () => {
    const { say, finds, found } = await remembering()
    await say([LONG], { channel: 'ann' })
    const [id] = await say([`${LONG} again`], { platform: 'youtube', channel: 'UCx' })
    const first = await finds('again', { ids: [id] as string[] })
    expect(await found('lag', { channel: '#Ann' })).toMatchObject([{ channel: 'ann' }])
    expect(await found('lag', { platform: 'youtube' })).toMatchObject([{ channel: 'UCx' }])
    expect(await found('lag', { platform: 'kick' })).toEqual([])
    const later = new Date(first.end.getTime() + 1_000)
    expect(await found('lag', { since: later })).toEqual([])
    expect(await found('lag', { until: new Date(0) })).toEqual([])
  })

  it('test events only where the config and the question say so', async () => {
    const { say, finds, found, run } = await remembering({ options: { tests: true } })
    await say([LONG], { test: true })
    await finds('lag', { place: 'chat' }, { tests: true })
    expect(await found('lag')).toEqual([])
    await run.stop()
    const other = await remembering()
    await other.say([LONG], { test: true })
    const [id] = await other.say([`${LONG} for real`])
    await other.finds('real', { ids: [id] as string[] })
    expect(await other.found('lag', { tests: true })).toHaveLength(1)
  })

  it('a question is as long as a line of chat at most; more is cut', async () => {
    const { say, finds, nearest, embeddings } = await remembering()
    await say([LONG])
    await finds('lag', { place: 'chat' })
    await nearest('x'.repeat(10_000))
    expect(embeddings.asked.at(-1)).toEqual({ texts: ['x'.repeat(500)], purpose: 'query' })
  })

  it('nothing is said to whoever has gone', async () => {
    const { nearest } = await remembering()
    const gone = AbortSignal.abort(new Error('gone'))
    await expect(nearest('lag', {}, gone)).rejects.toThrow('gone')
  })
})

describe('a moment', () => {
  fastTime()

  it('closes 30 s after its first line, however quiet the chat is', async () => {
    const { say, finds, found } = await remembering()
    const ids = await say(['well', 'played'])
    expect(await found('well')).toEqual([])
    await finds('well played', { ids })
  })

  it('is open over a restart', async () => {
    const { say, finds, run } = await remembering()
    const ids = await say(['well'])
    await run.flush()
    await run.restart()
    ids.push(...(await say(['played'])))
    await finds('well played', { ids })
  })
})

it('a moment closes when the session ends, too', async () => {
  // It stands still: nothing closes because of its age.
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const { run, say, finds, found } = await remembering()
  run.emit(event('stream.online', {}, { platform: 'twitch', channel: 'ann', key: 'stream' }))
  const { data } = await run.next('session.started')
  const ids = await say(['well'])
  await say([LONG])
  await finds('lag', { place: 'chat' })
  expect(await found('well')).toHaveLength(1)
  run.emit(event('session.ended', { session: data.session }))
  const both = [...ids, run.events.findLast(({ type }) => type === 'chat.message')?.id]
  await finds('well', { ids: both as string[], session: data.session })
})
