import { event, type Provided, StreamControl } from 'promethean'
import { describe, expect, it, vi } from 'vitest'
import { obs } from '../../../../plugins/obs/index.ts'
import type { FakeObs } from '../../../support/obs/fake-obs.ts'
import {
  cleanUp,
  connected,
  fakeWith,
  reaches,
  start,
  stumbler,
  toldBy,
} from '../../../support/obs/run-obs.ts'

const FAKED: ('setTimeout' | 'clearTimeout')[] = ['setTimeout', 'clearTimeout']
const INPUTS = {
  Title: { kind: 'text_gdiplus_v2', settings: { text: 'before', color: 7 } },
  Follower: { kind: 'text_ft2_source_v2' },
  News: { kind: 'text_ft2_source_v2', settings: { from_file: true } },
  Logo: { kind: 'image_source' },
}

cleanUp()

async function controlOf(fake: FakeObs): Promise<Provided<typeof StreamControl>> {
  return (await connected(fake)).port(StreamControl)
}

describe('start', () => {
  it.each(['answer-first', 'event-first'] as const)('resolves when live (%s)', async order => {
    const fake = await fakeWith({ order })
    const control = await controlOf(fake)
    await control.start()
    expect(fake.world.stream.isActive).toBe(true)
    await control.start()
    expect(fake.asked('StartStream')).toBe(1)
  })

  it('is sent once, however many ask at the same time', async () => {
    const fake = await fakeWith()
    const control = await controlOf(fake)
    await Promise.all([control.start(), control.start(), control.start()])
    expect(fake.asked('StartStream')).toBe(1)
    expect(fake.violations).toEqual([])
  })

  it('waits where the streamer has just pressed the button', async () => {
    const fake = await fakeWith({ startMs: 100 })
    const control = await controlOf(fake)
    fake.world.stream.start()
    await control.start()
    expect(fake.asked('StartStream')).toBe(0)
  })

  it('rejects where the service is not reached, and can be tried again', async () => {
    const fake = await fakeWith()
    const control = await controlOf(fake)
    fake.isIngestUp = false
    await expect(control.start()).rejects.toThrow(
      /could not reach its streaming service .*; check Settings, Stream in OBS/,
    )
    fake.isIngestUp = true
    await control.start()
  })

  it('is done where OBS says that it is live already', async () => {
    const fake = await fakeWith()
    const control = await controlOf(fake)
    fake.script('StartStream', { answer: { code: 500 } })
    await control.start()
  })

  it('is sent again where OBS has refused it a moment behind its own word that it is over', async () => {
    const fake = await fakeWith()
    const control = await controlOf(fake)
    fake.script('StartStream', { answer: { code: 500 }, times: 1 })
    await control.start()
    expect(fake.world.stream.isActive).toBe(true)
  })

  it('does not believe an answer that is behind the events', async () => {
    const fake = await fakeWith()
    const control = await controlOf(fake)
    await control.start()
    await control.stop()
    fake.script('GetStreamStatus', {
      answer: { code: 100, data: { outputActive: true } },
      times: 2,
    })
    await control.start()
    expect(fake.world.stream.isActive).toBe(true)
  })

  it('whose answer is lost is never sent again', async () => {
    const fake = await fakeWith()
    const control = await controlOf(fake)
    fake.script('StartStream', { isLost: true, answer: { code: 100 } })
    vi.useFakeTimers({ toFake: FAKED })
    const told = expect(control.start()).rejects.toThrow(
      /cannot tell whether the stream did start: OBS .* did not confirm within 30 s; check OBS/,
    )
    await vi.waitFor(() => expect(fake.asked('StartStream')).toBe(1))
    await vi.advanceTimersByTimeAsync(31_000)
    await told
    expect(fake.asked('StartStream')).toBe(1)
  })

  it('whose answer alone is lost is live all the same', async () => {
    const fake = await fakeWith()
    const control = await controlOf(fake)
    fake.script('StartStream', { isLost: true })
    await control.start()
    expect(fake.asked('StartStream')).toBe(1)
  })

  it('rejects where OBS refuses it for another reason', async () => {
    const fake = await fakeWith()
    const control = await controlOf(fake)
    fake.script('StartStream', { answer: { code: 702, comment: 'Encoder is missing.' } })
    await expect(control.start()).rejects.toThrow(
      'cannot start the stream: OBS rejected it (Encoder is missing); check OBS',
    )
    fake.script('StartStream', { answer: { code: 703 } })
    await expect(control.start()).rejects.toThrow('OBS rejected it (code 703)')
  })

  it('rejects where OBS ends meanwhile, and another waits until nothing can be under way', async () => {
    const fake = await fakeWith({ startMs: 60_000 })
    const run = await connected(fake)
    const told = expect(run.port(StreamControl).start()).rejects.toThrow(
      /cannot tell whether .*: the connection to OBS .* ended meanwhile; check OBS/,
    )
    await vi.waitFor(() => expect(fake.asked('StartStream')).toBe(1))
    fake.closeAll(1000)
    await told
    await run.next('source.disconnected')
    await reaches(run, 'connected')
    const again = run.port(StreamControl).start()
    fake.tell(64, 'StreamStateChanged', { outputState: 'OBS_WEBSOCKET_OUTPUT_STARTED' })
    fake.script('GetStreamStatus', { answer: { code: 100, data: { outputActive: true } } })
    await again
    expect(fake.asked('StartStream')).toBe(1)
    expect(fake.violations).toEqual([])
  })

  it('of two runs during a reload is one', async () => {
    const fake = await fakeWith({ startMs: 200 })
    const run = await connected(fake)
    const first = run.port(StreamControl).start()
    await vi.waitFor(() => expect(fake.asked('StartStream')).toBe(1))
    await run.reload(obs({ url: fake.url, quiet: '1m' }))
    const second = vi.waitFor(() => run.port(StreamControl).start())
    await Promise.allSettled([first, second])
    await vi.waitFor(() => expect(fake.world.stream.isActive).toBe(true))
    expect(fake.violations).toEqual([])
    expect(fake.asked('StartStream')).toBe(1)
  })
})

describe('stop', () => {
  it('resolves when it is over, and where it was', async () => {
    const fake = await fakeWith({ isLive: true })
    const control = await controlOf(fake)
    await Promise.all([control.stop(), control.stop()])
    expect(fake.world.stream.isActive).toBe(false)
    await control.stop()
    expect(fake.asked('StopStream')).toBe(1)
  })

  it('waits for a start, and a start for a stop', async () => {
    const fake = await fakeWith({ startMs: 60, stopMs: 60 })
    const run = await connected(fake)
    const control = run.port(StreamControl)
    await Promise.all([control.start(), control.stop()])
    expect(fake.world.stream.isActive).toBe(false)
    const stopping = control.start().then(() => control.stop())
    await stopping
    await control.start()
    await Promise.all([control.stop(), control.start()])
    expect(fake.world.stream.isActive).toBe(true)
    expect(fake.violations).toEqual([])
    expect(toldBy(run).filter(type => type === 'obs.stream.started')).toHaveLength(4)
  })

  it('does not say that it is over where OBS has ended meanwhile', async () => {
    const fake = await fakeWith({ isLive: true, stopMs: 60_000 })
    const control = await controlOf(fake)
    const told = expect(control.stop()).rejects.toThrow(/cannot tell whether the stream did stop/)
    await vi.waitFor(() => expect(fake.asked('StopStream')).toBe(1))
    await fake.crash()
    await told
  })
})

describe('a scene', () => {
  it('is put on program', async () => {
    const fake = await fakeWith()
    const control = await controlOf(fake)
    await control.scene('Scene B')
    expect(fake.world.program).toBe('Scene B')
    await control.scene('Scene B')
  })

  it('that is not there is refused with the nearest, or with those there are', async () => {
    const control = await controlOf(await fakeWith())
    await expect(control.scene('Sceen B')).rejects.toThrow(
      'cannot switch to the scene Sceen B: OBS has no such scene; did you mean Scene B?',
    )
    await expect(control.scene('Intermission')).rejects.toThrow(
      /OBS has no such scene; it has Scene B, Scene A$/,
    )
  })
})

describe('a source', () => {
  it('of the scene on program is hidden and shown', async () => {
    const fake = await fakeWith({ scenes: { Main: ['Camera', 'Logo'], Other: [] } })
    const control = await controlOf(fake)
    await control.show('Logo', false)
    expect(fake.world.scenes.get('Main')?.get('Logo')?.isShown).toBe(false)
    await control.show('Logo', true)
    expect(fake.world.scenes.get('Main')?.get('Logo')?.isShown).toBe(true)
  })

  it('that is not there is refused', async () => {
    const control = await controlOf(await fakeWith({ scenes: { Main: ['Camera'], Empty: [] } }))
    await expect(control.show('Camra', true)).rejects.toThrow(
      'cannot show the source Camra: OBS has no such source in the scene Main; did you mean Camera?',
    )
    await control.scene('Empty')
    await expect(control.show('Camera', false)).rejects.toThrow(/in the scene Empty; it has none$/)
  })
})

describe('a text', () => {
  it('is set in both kinds of text sources, and nothing else of them changes', async () => {
    const fake = await fakeWith({ inputs: INPUTS })
    const control = await controlOf(fake)
    await control.text('Title', 'after\nwards')
    await control.text('Follower', 'Ann')
    expect(fake.world.inputs.get('Title')?.settings).toEqual({ text: 'after\nwards', color: 7 })
    expect(fake.world.inputs.get('Follower')?.settings).toEqual({ text: 'Ann' })
  })

  it('is refused where OBS would ignore it', async () => {
    const control = await controlOf(await fakeWith({ inputs: INPUTS }))
    await expect(control.text('Logo', 'x')).rejects.toThrow(
      'cannot set the text of Logo: it is not a text source (image_source); name one of kind Text',
    )
    await expect(control.text('News', 'x')).rejects.toThrow(
      /it shows a file; switch off Read from file in its properties/,
    )
    await expect(control.text('Titel', 'x')).rejects.toThrow(/no such source; did you mean Title/)
  })
})

it('the trouble of another plugin stands in a text source', async () => {
  const fake = await fakeWith({ inputs: INPUTS })
  const run = await connected(
    fake,
    {},
    { config: { onTrouble: { obs: 'Title' } }, beside: [stumbler()] },
  )
  run.emit(event('mood.set', { mood: 'made up' }))
  await vi.waitFor(() =>
    expect(fake.world.inputs.get('Title')?.settings.text).toMatch(/its shoelace is open/),
  )
})

describe('a call', () => {
  it('waits a little for OBS, and then says that it is not there', async () => {
    const fake = await fakeWith({ notReady: 1_000 })
    const run = await start(fake)
    const control = run.port(StreamControl)
    vi.useFakeTimers({ toFake: FAKED })
    const told = expect(control.scene('Scene B')).rejects.toThrow(
      /cannot switch to the scene Scene B: OBS at ws:.* is not connected; start it/,
    )
    await vi.advanceTimersByTimeAsync(5_100)
    await told
  })

  it('is made as soon as OBS has loaded', async () => {
    const fake = await fakeWith({ notReady: 2 })
    const run = await start(fake)
    await run.port(StreamControl).scene('Scene B')
    expect(fake.world.program).toBe('Scene B')
  })

  it('ends where OBS hangs', async () => {
    const fake = await fakeWith()
    const control = await controlOf(fake)
    vi.useFakeTimers({ toFake: FAKED })
    fake.freeze()
    const told = expect(control.scene('Scene B')).rejects.toThrow(
      /OBS at ws:.* did not answer in time; check whether it hangs/,
    )
    await vi.advanceTimersByTimeAsync(5_100)
    await told
  })

  it('ends with its signal, and a start that others wait for goes on', async () => {
    const fake = await fakeWith()
    const control = await controlOf(fake)
    fake.script('GetCurrentProgramScene', { isLost: true })
    const leaving = new AbortController()
    const show = control.show('Camera', true, { signal: leaving.signal })
    const left = control.start({ signal: leaving.signal })
    const stays = control.start()
    leaving.abort(new Error('no longer wanted'))
    await expect(show).rejects.toThrow('no longer wanted')
    await expect(left).rejects.toThrow('no longer wanted')
    await stays
    await expect(control.start({ signal: leaving.signal })).rejects.toThrow('no longer wanted')
  })

  it('of an instance that is gone is refused', async () => {
    const fake = await fakeWith()
    const run = await connected(fake)
    const control = run.port(StreamControl)
    await run.stop()
    await expect(control.start()).rejects.toThrow(/is not connected/)
    await expect(control.text('Title', 'x')).rejects.toThrow(/is not connected/)
  })
})
