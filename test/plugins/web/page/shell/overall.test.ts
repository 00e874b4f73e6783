import { describe, expect, it } from 'vitest'
import { type Known, overallOf, streamLine } from '../../../../../plugins/web/page/shell/overall.ts'
import { troubleOf } from '../../../../../plugins/web/page/shell/trouble.ts'
import { texts } from '../../../../../plugins/web/page/texts.ts'
import { clockTime } from '../../../../../plugins/web/page/times.ts'
import { aPlugin, aStatus } from '../a-status.ts'

const NOW = new Date(2030, 0, 1, 12, 3, 4).getTime()
const open: Known = {
  state: 'open',
  seen: { status: aStatus(), at: NOW },
  isReached: false,
  now: NOW,
}

describe('the sentence on top', () => {
  it.each<[string, Partial<Known>, object]>([
    ['all is well', {}, { level: 'good', what: 'All is well: the plugin is running' }],
    [
      'there are no plugins',
      { seen: { status: aStatus({ plugins: [] }) } },
      { level: 'wait', what: expect.stringMatching(/no plugins/) },
    ],
    [
      'it connects',
      { state: 'connecting', seen: {} },
      { level: 'wait', what: 'Connecting to Promethean …' },
    ],
    [
      'the connection was lost',
      { state: 'connecting' },
      { level: 'wait', what: expect.stringMatching(/^Connection lost/) },
    ],
    [
      'the instance is gone, and from when all this is',
      { state: 'gone' },
      {
        level: 'bad',
        what: texts.connection.goneSince(clockTime(NOW, NOW)),
        todo: expect.stringMatching(/promethean run/),
      },
    ],
    [
      'it never was there',
      { state: 'gone', seen: {} },
      { level: 'bad', what: 'Promethean is not responding' },
    ],
    [
      'something refuses WebSockets',
      { state: 'gone', seen: {}, isReached: true },
      { level: 'bad', what: expect.stringMatching(/cannot open a live connection/) },
    ],
    [
      'the page has moved, and where',
      { state: 'gone', moved: 'http://127.0.0.1:7600/' },
      {
        level: 'bad',
        what: expect.stringMatching(/another address/),
        todo: expect.stringMatching(/Open the page there.*promethean dock/),
        address: 'http://127.0.0.1:7600/',
      },
    ],
    [
      'the page has moved, and who knows where',
      { state: 'connecting', moved: '' },
      { level: 'bad', todo: expect.stringMatching(/^Run promethean dock/) },
    ],
    [
      'it is still starting',
      {
        seen: {
          refusal: {
            code: 'runtime',
            what: 'cannot do status',
            why: 'it is still starting',
            advice: 'wait',
          },
        },
      },
      { level: 'wait', what: 'cannot do status: it is still starting', todo: 'wait' },
    ],
  ])('says that %s', (_, otherwise, expected) => {
    expect(overallOf({ ...open, ...otherwise }, texts)).toMatchObject(expected)
  })

  it('names the one thing to do first, and counts the others', () => {
    const plugins = [
      aPlugin({ state: 'stale' }),
      aPlugin({ id: 'bot', state: 'failed', reason: 'x' }),
    ]
    const said = overallOf({ ...open, seen: { status: aStatus({ plugins }) } }, texts)
    expect(said).toMatchObject({
      level: 'bad',
      what: 'bot failed',
      why: 'x',
      view: 'health',
      others: 1,
    })
  })

  it('does not change with time alone: a screen reader would read it out each second', () => {
    const waiting = [
      {
        id: 'a',
        plugin: 'p',
        what: 'title',
        text: 't',
        since: '',
        until: new Date(NOW + 60_000).toISOString(),
      },
    ]
    const seen = { status: aStatus({ waiting }), at: NOW }
    for (const state of ['open', 'gone'] as const) {
      const first = overallOf({ ...open, seen, state }, texts)
      expect(overallOf({ ...open, seen, state, now: NOW + 5_000 }, texts)).toEqual(first)
    }
  })

  it('is followed by how the stream is', () => {
    const liveSince = new Date(2030, 0, 1, 9, 0, 0).toISOString()
    expect(streamLine({ status: aStatus() }, [], NOW, texts)).toBe('Not live')
    expect(streamLine({ status: aStatus({ liveSince, scene: 'Talking' }) }, [], NOW, texts)).toBe(
      `Live since ${clockTime(liveSince, NOW)}, scene Talking`,
    )
  })

  it('says of a test stream that it is one, until its plugin is in the config no more', () => {
    const status = aStatus({ plugins: [aPlugin({ id: 'simulator' })] })
    expect(streamLine({ status }, ['simulator', 'fire'], NOW, texts)).toBe(
      'Not live; test stream by simulator',
    )
    expect(streamLine({ status: aStatus() }, ['simulator'], NOW, texts)).toBe('Not live')
  })
})

describe('instead of the page stands what to do', () => {
  const welcome = { version: '1', name: 'deck', may: ['status'], run: 'a', now: NOW }
  const well = { hasWebSocket: true, hasToken: true, state: 'open', welcome } as const

  it.each([
    ['without a token', { hasToken: false }, /no token/],
    ['with a token that is not known', { state: 'refused' }, /invalid or was revoked/],
    ['without WebSockets', { hasWebSocket: false }, /not support WebSockets/],
    [
      'with a token for something else',
      { welcome: { ...welcome, may: ['say', 'scene'] } },
      /deck cannot open/,
    ],
    ['with a token for overlays', { welcome: { ...welcome, may: [] } }, /cannot open/],
  ] as const)('%s', (_, otherwise, what) => {
    const trouble = troubleOf({ ...well, ...otherwise }, texts.trouble)
    expect(trouble?.what).toMatch(what)
    expect(trouble?.todo).toMatch(/promethean dock|browser/)
  })

  it('but not while it is connecting or the instance is gone: it comes back by itself', () => {
    expect(troubleOf(well, texts.trouble)).toBeUndefined()
    expect(troubleOf({ ...well, welcome: undefined, state: 'gone' }, texts.trouble)).toBeUndefined()
  })
})
