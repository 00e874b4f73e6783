import { describe, expect, it, vi } from 'vitest'
import type { FakeObs } from '../../support/obs/fake-obs.ts'
import {
  eventsIn,
  type Item,
  PASSWORD,
  Replay,
  recorded,
  recordings,
  signatureOf,
} from '../../support/obs/recorded.ts'
import { cleanUp, connected, fakeWith, toldBy, unnamedBy } from '../../support/obs/run-obs.ts'
import { REQUESTS } from '../../support/obs/world.ts'

cleanUp()

const folder = recordings() ?? ''
const there = recordings() !== undefined

const STREAM = ['obs.stream.started', 'obs.stream.stopped']
const told: readonly (readonly [string, readonly string[]])[] = [
  ['session-json', [...STREAM, ...STREAM]],
  ['start-fails-no-ingest', STREAM],
  ['ingest-lost-and-back', STREAM],
  ['start-stop-at-once', STREAM],
  ['burst-stopping-start', STREAM],
  ['burst-start', []],
  ['burst-toggle', []],
  ['clean-exit', []],
  ['clean-exit-while-live', ['obs.stream.started']],
  ['crash-while-live', ['obs.stream.started']],
  ['scene-fade', []],
  ['actions', ['obs.recording.started', 'obs.recording.stopped']],
]

describe.runIf(there)('what a real OBS sent', () => {
  it.each(told)('in %s is told under the right names', async (name, types) => {
    const fake = await fakeWith()
    const run = await connected(fake)
    const frames = recorded(folder, name).flatMap(eventsIn)
    const scenes = () =>
      run.events.flatMap(({ type, data }) => (type === 'obs.scene.changed' ? [data.scene] : []))
    const wanted: unknown[] = []
    for (const frame of frames) {
      for (const peer of fake.peers) peer.send(5, frame)
      if (frame.eventType !== 'CurrentProgramSceneChanged') continue
      // A fade that was turned round names the scene that is on air already.
      const { sceneName } = Object(frame.eventData)
      if (sceneName !== wanted.at(-1)) wanted.push(sceneName)
      // One that does not stay would not be told.
      await vi.waitFor(() => expect(scenes()).toEqual(wanted))
    }
    fake.tell(1, 'CustomEvent', { isLast: true })
    await vi.waitFor(() => expect(unnamedBy(run).at(-1)).toBe('obs:CustomEvent'))
    expect(toldBy(run).filter(type => type !== 'obs.scene.changed')).toEqual(types)
    if (name.startsWith('clean-exit')) expect(unnamedBy(run)).not.toContain('obs:SceneRemoved')
    expect(run.logged.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([])
  })
})

describe.runIf(there)('the fake OBS and the real one', () => {
  const sessions = [
    'session-json',
    'start-fails-no-ingest',
    'start-stop-at-once',
    'burst-stopping-start',
    'scene-fade',
  ]

  it.each(sessions)('say the same in %s', async name => {
    const fade = name === 'scene-fade' ? { transitionName: 'Fade', transitionMs: 500 } : {}
    const times = { startMs: 150, stopMs: 300, transitionMs: 60 }
    const fake = await fakeWith({ password: PASSWORD, ...times, ...fade })
    for (const { log } of recorded(folder, name)) {
      const known = without(log, unknownIn(log))
      const expected = known.filter(({ from }) => from === 'server')
      const replay = new Replay(fake)
      await play(known, replay, fake)
      await vi.waitFor(() => expect(replay.came).toHaveLength(expected.length))
      const wanted = expected.map(({ frame }) => signatureOf(frame))
      expect([...replay.came].sort()).toEqual(wanted.sort())
      replay.end()
    }
  })

  it('end a wrong frame with the same code and the same words', async () => {
    const fake = await fakeWith({ password: PASSWORD })
    const names = ['protocol-errors', 'wrong-password', 'missing-password']
    for (const { name, log } of names.flatMap(one => recorded(folder, one))) {
      const end = log.find(item => /close/i.test(item.client_event ?? ''))
      if (end?.code === undefined || end.code < 4000) continue
      const replay = new Replay(fake)
      await play(log, replay, fake)
      const [code, reason] = await replay.closed
      expect([name, code]).toEqual([name, end.code])
      // The parser's own words on broken JSON are its own.
      const words = String(end.reason ?? Object(end).message)
      if (code !== 4002 || !/parse_error/.test(words)) expect(reason).toBe(words)
    }
  })

  it('die of an authentication that is no text, and of two starts at once', async () => {
    for (const name of ['auth-not-a-string', 'burst-start']) {
      for (const { log } of recorded(folder, name)) {
        const fake = await fakeWith({ password: PASSWORD, startMs: 5_000 })
        const replay = new Replay(fake)
        await play(log.slice(0, -1), replay, fake, false)
        expect((await replay.closed)[0]).toBe(1006)
        expect(fake.violations).toHaveLength(1)
      }
    }
  })
})

/** Says what the client said, each when what came before it in the recording has come here. */
async function play(
  log: readonly Item[],
  replay: Replay,
  fake: FakeObs,
  waits = true,
): Promise<void> {
  const challenged = log.find(({ from }) => from === 'server') ?? {}
  let before = 0
  for (const item of log) {
    if (item.note?.includes('no RTMP server')) fake.isIngestUp = false
    if (item.note?.startsWith('ingest back')) fake.isIngestUp = true
    if (item.from === 'server') before += 1
    if (item.from !== 'client') continue
    const least = waits ? before : Math.min(before, 2)
    await vi.waitFor(() => expect(replay.came.length).toBeGreaterThanOrEqual(least), {
      timeout: 30_000,
      interval: 2,
    })
    replay.say(item, challenged)
  }
}

/** Ids of requests that the fake does not know, because nobody here asks for them. */
function unknownIn(log: readonly Item[]): ReadonlySet<unknown> {
  const NEVER = /^(NoSuch|$)/
  const ids = log.flatMap(({ from, frame }) => {
    const { requestId, requestType } = Object(frame?.d)
    const isUnknown = !REQUESTS[requestType] && !NEVER.test(String(requestType))
    return from === 'client' && frame?.op === 6 && isUnknown ? [requestId] : []
  })
  return new Set(ids)
}

function without(log: readonly Item[], ids: ReadonlySet<unknown>): readonly Item[] {
  return log.filter(({ frame }) => {
    const { requestId, eventType } = Object(frame?.d)
    if (/^CurrentSceneTransition/.test(String(eventType))) return false
    return requestId === undefined || !ids.has(requestId)
  })
}
