import fc from 'fast-check'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Terminal } from '../../../../core/cli/run/terminal.ts'
import { clock, type Output, printable } from '../../../../core/cli/shown/output.ts'
import type { Event } from '../../../../core/events/event.ts'
import type { RuntimeStatus } from '../../../../core/runtime/status.ts'
import { anyCharacter } from '../../../support/any-character.ts'
import { line } from '../../journal/entries.ts'

const lines: string[] = []
const objects: unknown[] = []
let isBehind = false

function output(settings: Partial<Output> = {}): Output {
  return {
    isJson: false,
    json: object => objects.push(object),
    line: text => lines.push(text),
    trouble: text => lines.push(text),
    style: (format, text) => `<${format}>${text}</>`,
    isBehind: () => isBehind,
    ...settings,
  }
}

const plain = () => output({ style: (_, text) => text })

function said(settings: Parameters<typeof line>[1]): Event {
  return line(1, settings).event
}

const status: RuntimeStatus = {
  plugins: [
    { id: 'twitch-irc', state: 'retrying', since: new Date(0), reason: 'refused' },
    { id: 'greeter', state: 'ready', since: new Date(0) },
  ],
  seen: 10,
  kept: 6,
  repeats: 1,
  dropped: { 'gate/ending': 2, 'ignore-users/user': 1 },
  own: 3,
  heldBack: { 'chat-bot/cooldown': 2 },
  unjournaled: 0,
  waiting: [],
  consumers: { mongo: { delivered: 4, lag: 2, parked: 1, expired: 3, reason: 'away' } },
}

beforeEach(() => {
  lines.length = 0
  objects.length = 0
  isBehind = false
})

describe('events on a terminal', () => {
  it.each([
    ['twitch', 'magenta'],
    ['youtube', 'red'],
    ['kick', 'green'],
    ['trovo', 'greenBright'],
    ['obs', 'cyan'],
  ] as const)('of %s are %s', (platform, color) => {
    new Terminal(output()).event(said({ platform }))
    expect(lines[0]).toContain(`<${color}>${platform.padEnd(11)}</>`)
  })

  it('without a platform stand under their source', () => {
    const { platform, ...rest } = said({ source: 'my-own-long-plugin' })
    new Terminal(plain()).event(rest as Event)
    expect(lines[0]).toContain('  my-own-lon…  chat.message')
  })

  it('are one line: when, where, what, who', () => {
    const event = said({ text: 'hello' })
    new Terminal(plain()).event(event)
    expect(lines).toEqual([
      `${clock(event.received)}  twitch       chat.message          ANN: hello`,
    ])
  })

  it('that are tests or recovered later say so', () => {
    const terminal = new Terminal(plain())
    terminal.event(said({ test: true }))
    terminal.event(said({ recovered: true }))
    expect(lines[0]).toMatch(/ANN: line 1 \(test\)$/)
    expect(lines[1]).toMatch(/ANN: line 1 \(recovered later\)$/)
  })

  it('are thirty a second at most; the others are counted', () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const terminal = new Terminal(plain())
    for (let n = 0; n < 100; n++) terminal.event(said({}))
    expect(lines).toHaveLength(30)
    vi.advanceTimersByTime(1_000)
    terminal.event(said({}))
    vi.useRealTimers()
    expect(lines.at(-2)?.trim()).toBe('70 more events')
    expect(lines).toHaveLength(32)
  })

  it('are left out while nobody reads, and so is the status', () => {
    const terminal = new Terminal(plain())
    isBehind = true
    terminal.event(said({}))
    terminal.status(status)
    expect([lines, objects]).toEqual([[], []])
  })

  it('are no lines for programs', () => {
    new Terminal(output({ isJson: true })).event(said({}))
    expect(lines).toEqual([])
  })

  it('cannot move the cursor, recolour the screen or turn a line around', () => {
    new Terminal(plain()).event(said({ text: 'a\u001b[2Jb\nc\u202Ed\u0007' }))
    expect(lines[0]).toContain('ANN: a [2Jb c d')
    expect(lines).toHaveLength(1)
  })
})

describe('printable', () => {
  it('leaves no control of any kind, and every letter of any script', () => {
    const harmful = /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/u
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), text => {
        const shown = printable(text)
        expect(shown).not.toMatch(harmful)
        expect(shown).toHaveLength(text.length)
      }),
    )
    expect(printable('Привет, 世界 👩‍🚀 שלום')).toBe('Привет, 世界 👩‍🚀 שלום')
  })
})

describe('a reader that has stopped reading', () => {
  it('fills no memory with what is logged or would be done, and is told how much it missed', () => {
    const terminal = new Terminal(plain())
    const log = (message: string, stack?: string) =>
      terminal.log({
        level: 'warn',
        time: new Date(),
        plugin: 'a',
        message,
        ...(stack && { stack }),
      })
    const effect = { plugin: 'a', via: 'b', port: 'Actions', method: 'run', values: ['x'] }
    isBehind = true
    log('one')
    terminal.effect({ ...effect, cause: undefined })
    expect([lines, objects]).toEqual([[], []])
    isBehind = false
    log('three')
    expect(lines).toEqual(['          2 more lines', expect.stringContaining('three')])
    expect(objects).toMatchObject([
      { code: 'skipped', lines: 2 },
      { code: 'log', message: 'three' },
    ])
    log('four')
    expect(lines).toHaveLength(3)
  })
})

describe('the status line', () => {
  it('says what was seen, kept and dropped and why, and who is in trouble', () => {
    new Terminal(plain()).status(status)
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d {2}status {7}seen 10 {2}kept 6 {2}repeats 1 {2}/)
    expect(lines[0]).toContain('dropped 2 gate/ending, 1 ignore-users/user')
    expect(lines[0]).toContain('mongo lag 2 (1 parked, 3 expired, waiting)')
    expect(lines[0]).toMatch(/ {2}twitch-irc retrying$/)
    expect(objects).toEqual([{ code: 'status', ...status }])
  })
})

describe('an unchanged status', () => {
  it('is a line once a minute for people, and every time for programs', () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const terminal = new Terminal(plain())
    terminal.status(status)
    vi.advanceTimersByTime(5_000)
    terminal.status(status)
    expect(lines).toHaveLength(1)
    terminal.status({ ...status, seen: 11 })
    expect(lines).toHaveLength(2)
    vi.advanceTimersByTime(60_000)
    terminal.status({ ...status, seen: 11 })
    expect(lines).toHaveLength(3)
    objects.length = 0
    const forPrograms = new Terminal(output({ isJson: true }))
    forPrograms.status(status)
    forPrograms.status(status)
    vi.useRealTimers()
    expect(objects).toHaveLength(2)
  })
})

describe('the last words', () => {
  it('are a table of what was seen, kept, dropped, said and delivered', () => {
    const terminal = new Terminal(plain())
    const sent = { text: 'hi', via: 'twitch-irc', plugin: 'greeter', confirmed: true }
    const { event } = line(2)
    terminal.event({ ...event, type: 'chat.sent', data: sent } as Event)
    lines.length = 0
    terminal.farewell({ ...status, unjournaled: 3 })
    expect(lines).toEqual([
      'stopped after 0 s',
      '  seen         10',
      '  kept          6',
      '  repeats       1',
      '  dropped       3  (2 gate/ending, 1 ignore-users/user)',
      '  said          1',
      '  not done      2  (2 chat-bot/cooldown)',
      '  unjournaled   3  the disk could not store them',
      '  mongo         4  delivered; 2 wait for the next start; 1 parked; 3 expired: deleted under journal.maxSize before it received them',
    ])
    expect(objects).toEqual([{ code: 'stopped', ...status, unjournaled: 3 }])
  })
})

describe('the first lines', () => {
  const greeted = () => {
    const terminal = new Terminal(plain())
    terminal.greet('promethean 0.1.0', ['simulator', 'greeter'], 'promethean.config.ts')
    return terminal
  }

  it('come once the plugins are accepted, before the first event', () => {
    const terminal = greeted()
    expect(lines).toEqual([])
    terminal.event(said({}))
    terminal.started()
    expect(lines.slice(0, 2)).toEqual([
      'promethean 0.1.0  simulator, greeter',
      'edit promethean.config.ts while it runs; Ctrl-C stops',
    ])
    expect(lines).toHaveLength(3)
  })

  it('do not come before a refusal', () => {
    greeted().refused(
      { file: 'promethean.config.ts', problems: [{ path: '', message: 'x' }] },
      false,
    )
    expect(lines.join('\n')).not.toContain('while it runs')
  })
})

describe('a reload', () => {
  it('that was refused shows every problem', () => {
    const problems = [
      { plugin: 'greeter', path: 'greting', message: 'unknown option; did you mean greeting?' },
    ]
    new Terminal(plain()).refused({ file: 'promethean.config.ts', problems }, false)
    expect(lines[0]).toContain('promethean.config.ts has 1 problem; nothing was changed')
    expect(lines[0]).toContain('greting    unknown option')
    expect(objects).toEqual([{ code: 'reload_refused', problems }])
  })

  it('that is tried again is an object for programs, and for people a line of the log only', () => {
    const problems = [{ path: '', message: 'the disk is full' }]
    new Terminal(plain()).refused({ file: 'promethean.config.ts', problems }, true)
    expect([lines, objects]).toEqual([[], [{ code: 'reload_refused', problems }]])
  })
})
