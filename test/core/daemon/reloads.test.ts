import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { checkConfig } from '../../../core/config/check/check.ts'
import { type ReloadReport, Reloads, reloadedLine } from '../../../core/daemon/reloads.ts'
import { DiskTrouble } from '../../../core/disk.ts'
import { ConfigProblem, type Problem } from '../../../core/errors.ts'
import { definePlugin } from '../../../core/plugin/define.ts'

const greeter = definePlugin({ name: 'greeter', setup: () => undefined })
const PROBLEM = { plugin: 'greeter', path: 'greting', message: 'unknown option' }
const SAME = { kept: ['greeter'], restarted: [], added: [], removed: [], held: 0, ms: 0 }

let text = 'first'
let isFull = false
let loads = 0
const said: (readonly Problem[] | ReloadReport | string)[] = []
const switched: string[] = []

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
  text = 'first'
  loads = 0
  said.length = 0
  switched.length = 0
})
afterEach(() => {
  vi.useRealTimers()
})

/** A config whose file says `text` now; what starts with `bad` has a problem. */
async function watching(): Promise<Reloads> {
  const { config } = await checkConfig({ plugins: [greeter()] })
  if (config === undefined) throw new Error('unreachable: nothing is wrong with one plugin')
  const loaded = () => ({
    config,
    files: [],
    linked: new Map(),
    url: '',
    fingerprint: text,
    changed: [],
    warnings: [],
  })
  const read = async () => {
    loads += 1
    if (isFull) throw new DiskTrouble('runtime', 'the disk is full')
    if (text.startsWith('bad')) return { problems: [{ ...PROBLEM, path: text }] }
    return { problems: [], config, loaded: loaded() }
  }
  return new Reloads(loaded(), {
    project: { name: 'promethean.config.ts', file: '/a/config.ts', read, readDraft: read },
    runtime: {
      config,
      plan: () => ({ kept: ['greeter'], restarted: [], added: [], removed: [] }),
      reload: async () => {
        if (text.startsWith('throwing')) throw new ConfigProblem([PROBLEM])
        switched.push(text)
        return { ...SAME, held: 3, ms: 1 }
      },
    },
    onReloaded: report => said.push(report),
    onRefused: problems => said.push(problems),
    onWarnings: warnings => said.push(...warnings),
    onDiskTrouble: message => said.push(message),
  })
}

/** The file says this now, and the watcher noticed. */
async function save(reloads: Reloads, now: string): Promise<void> {
  text = now
  reloads.saved()
  // In turn: done when the save before it is.
  await reloads.plan().catch(() => undefined)
}

it('a save the disk has no room for is said once, and taken by itself when there is room', async () => {
  vi.useFakeTimers()
  const reloads = await watching()
  isFull = true
  await save(reloads, 'new')
  await vi.advanceTimersByTimeAsync(11_000)
  expect(said).toEqual(['the disk is full'])
  expect(reloads.refusal?.problems).toEqual([{ path: '', message: 'the disk is full' }])
  isFull = false
  await vi.advanceTimersByTimeAsync(5_000)
  expect(switched).toEqual(['new'])
  expect(reloads.refusal).toBeUndefined()
})

describe('a save', () => {
  it('goes over to what the file says, once, however often it is noticed', async () => {
    const reloads = await watching()
    await save(reloads, 'second')
    await save(reloads, 'second')
    expect(switched).toEqual(['second'])
    expect(said).toEqual([{ ...SAME, held: 3 }])
  })

  it('of the same code is told, where it is a save of its own', async () => {
    const reloads = await watching()
    await save(reloads, 'first')
    await save(reloads, 'first')
    vi.advanceTimersByTime(1_000)
    await save(reloads, 'first')
    expect([switched, said]).toEqual([[], [SAME, SAME]])
  })

  it.each(['bad', 'throwing'])(
    'that is refused (%s) is told once, another problem at once',
    async kind => {
      const reloads = await watching()
      await save(reloads, kind)
      await save(reloads, kind)
      expect(said).toHaveLength(1)
      await save(reloads, 'bad in another way')
      expect(said).toHaveLength(2)
      expect(said[1]).toEqual([{ ...PROBLEM, path: 'bad in another way' }])
    },
  )

  it('that takes back a refused one says that all is as it was, at once', async () => {
    const reloads = await watching()
    await save(reloads, 'bad')
    await save(reloads, 'first')
    expect([switched, said.at(-1)]).toEqual([[], SAME])
  })

  it('seen when the watching begins is taken, and nothing is said where there was none', async () => {
    const reloads = await watching()
    reloads.watched()
    await reloads.plan()
    expect(said).toEqual([])
    text = 'second'
    reloads.watched()
    await reloads.plan()
    expect(switched).toEqual(['second'])
  })

  it('while another waits is taken with it', async () => {
    const reloads = await watching()
    text = 'second'
    for (let n = 0; n < 10; n++) reloads.saved()
    await reloads.plan()
    // One for the saves, one for the plan.
    expect(loads).toBe(2)
    expect(switched).toEqual(['second'])
  })

  it('after the end is none', async () => {
    const reloads = await watching()
    await reloads.close(0)
    await save(reloads, 'second')
    expect([switched, said]).toEqual([[], []])
  })
})

describe('a reload that is asked for', () => {
  it('does what a save does, and answers what became of it', async () => {
    const reloads = await watching()
    text = 'second'
    expect(await reloads.reload()).toMatchObject({ ...SAME, held: 3 })
    expect([switched, said]).toEqual([['second'], [{ ...SAME, held: 3 }]])
    vi.advanceTimersByTime(1_000)
    expect(await reloads.reload()).toEqual(SAME)
    expect(switched).toEqual(['second'])
  })

  it('right after a save answers what became of that', async () => {
    const reloads = await watching()
    await save(reloads, 'second')
    expect(await reloads.reload()).toMatchObject({ held: 3 })
    expect(said).toHaveLength(1)
  })

  it.each(['bad', 'throwing'])('is refused with the problems (%s)', async kind => {
    const reloads = await watching()
    await save(reloads, kind)
    await expect(reloads.reload()).rejects.toBeInstanceOf(ConfigProblem)
    expect(said).toHaveLength(1)
    expect(reloads.refusal).toBeDefined()
  })

  it('says what the disk says', async () => {
    const reloads = await watching()
    isFull = true
    await expect(reloads.reload()).rejects.toThrow('the disk is full')
    isFull = false
    await reloads.close(0)
  })

  it('after the end is refused', async () => {
    const reloads = await watching()
    await reloads.close(0)
    await expect(reloads.reload()).rejects.toThrow('the instance is stopping')
  })
})

it('a refused edit is remembered until what is on disk runs', async () => {
  const reloads = await watching()
  expect(reloads.refusal).toBeUndefined()
  await save(reloads, 'bad')
  const problems = [{ ...PROBLEM, path: 'bad' }]
  expect(reloads.refusal).toEqual({
    ...{ file: 'promethean.config.ts', at: expect.any(Date), problems },
  })
  // As it was before.
  await save(reloads, 'first')
  expect(reloads.refusal).toBeUndefined()
  await save(reloads, 'throwing')
  expect(reloads.refusal).toMatchObject({ problems: [PROBLEM] })
  await save(reloads, 'second')
  expect(reloads.refusal).toBeUndefined()
})

it('a plan repeats what the save of this very code was refused for, until other code runs', async () => {
  const reloads = await watching()
  await save(reloads, 'throwing')
  await expect(reloads.plan()).rejects.toMatchObject({ problems: [PROBLEM] })
  // Not saved: its setup has said nothing.
  text = 'throwing otherwise'
  expect(await reloads.plan()).toMatchObject({ kept: ['greeter'] })
  await save(reloads, 'bad')
  text = 'throwing'
  await expect(reloads.plan()).rejects.toMatchObject({ problems: [PROBLEM] })
  await save(reloads, 'second')
  text = 'throwing'
  expect(await reloads.plan()).toMatchObject({ kept: ['greeter'] })
})

describe('a reload', () => {
  it.each([
    [
      {
        kept: ['a', 'b'],
        restarted: [{ id: 'c', why: '' }],
        added: [],
        removed: ['d'],
        held: 0,
        ms: 84,
      },
      'c restarted, d removed, 2 plugins untouched (84 ms)',
    ],
    [
      { kept: ['a'], restarted: [], added: ['b'], removed: [], held: 3, ms: 7 },
      'b added, 1 plugin untouched (7 ms)',
    ],
    [
      { kept: ['a', 'b'], restarted: [], added: [], removed: [], held: 0, ms: 0 },
      'saved, nothing changed, 2 plugins untouched',
    ],
  ])('is told in a line', (report, text) => {
    expect(reloadedLine(report)).toBe(text)
  })
})
