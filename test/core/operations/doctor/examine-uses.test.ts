import { describe, expect, it, vi } from 'vitest'
import type { CheckedUse } from '../../../../core/config/check/uses.ts'
import { examineUses } from '../../../../core/operations/doctor/examine-uses.ts'
import { definePlugin, type ExamineContext, type Finding } from '../../../../core/plugin/define.ts'
import { Redactor } from '../../../../core/secrets/redact.ts'

type Examine = (context: ExamineContext) => Promise<readonly Finding[]>

function use(name: string, examine?: Examine, options: unknown = {}): CheckedUse {
  const { plugin } = definePlugin({ name, setup: () => undefined, ...(examine && { examine }) })
  return { id: name, plugin, options, written: {}, provides: [], needs: {} }
}

async function examined(...uses: readonly CheckedUse[]) {
  return examinedUntil(new AbortController().signal, ...uses)
}

async function examinedUntil(signal: AbortSignal, ...uses: readonly CheckedUse[]) {
  const redactor = new Redactor()
  redactor.know(['hunter2-oauth'])
  const hide = (text: string) => redactor.text(text)
  const settings = { folder: '/stream', deadlineMs: 10_000, hide, signal }
  return (await Promise.all(examineUses({ uses }, settings))).flat()
}

describe('the examinations of a config', () => {
  it('give each plugin its options, the folder and all uses', async () => {
    let seen: ExamineContext | undefined
    const good: Examine = async context => {
      seen = context
      return [{ ok: true, what: 'all is there' }]
    }
    expect(await examined(use('good', good, { port: 7 }), use('quiet'))).toEqual([
      { plugin: 'good', ok: true, what: 'all is there' },
    ])
    expect(seen).toMatchObject({ options: { port: 7 }, folder: '/stream' })
    expect(seen?.uses.map(({ id }) => id)).toEqual(['good', 'quiet'])
  })

  it('all begin at once and are told in the order of the config', async () => {
    let arrived = 0
    let open: () => void = () => undefined
    const both = new Promise<void>(resolve => {
      open = resolve
    })
    const meets: Examine = async () => {
      arrived += 1
      if (arrived === 2) open()
      await both
      return [{ ok: true, what: 'met' }]
    }
    const found = await examined(use('one', meets), use('two', meets))
    expect(found.map(({ plugin }) => plugin)).toEqual(['one', 'two'])
  })

  it('that throw are findings, also before their first await', async () => {
    const late: Examine = async () => {
      throw new Error('the far end is away')
    }
    const early = (() => {
      throw new Error('a bug')
    }) as Examine
    expect(await examined(use('late', late), use('early', early))).toMatchObject([
      { plugin: 'late', ok: false, what: 'its own examination failed: the far end is away' },
      { plugin: 'early', ok: false, what: 'its own examination failed: a bug' },
    ])
  })

  it('that give something else are findings', async () => {
    const wrong = (async () => 'fine') as unknown as Examine
    expect(await examined(use('wrong', wrong))).toMatchObject([
      { ok: false, what: 'its own examination returned no valid findings' },
    ])
  })

  it('that hang are ended after the deadline and are findings', async () => {
    vi.useFakeTimers()
    try {
      let signal: AbortSignal | undefined
      const hangs: Examine = context => {
        signal = context.signal
        return new Promise(() => undefined)
      }
      const found = examined(use('hangs', hangs))
      await vi.advanceTimersByTimeAsync(11_000)
      expect(await found).toMatchObject([
        { ok: false, what: 'its own examination did not finish within 10 s' },
      ])
      expect(signal?.aborted).toBe(true)
    } finally {
      vi.useRealTimers()
    }
  })

  it('that heed the end of their time have the last word', async () => {
    vi.useFakeTimers()
    try {
      const heeds: Examine = ({ signal }) =>
        new Promise(resolve => {
          signal.addEventListener('abort', () =>
            resolve([{ ok: false, what: 'port 4455 is shut' }]),
          )
        })
      const found = examined(use('heeds', heeds))
      await vi.advanceTimersByTimeAsync(10_100)
      expect(await found).toMatchObject([{ what: 'port 4455 is shut' }])
    } finally {
      vi.useRealTimers()
    }
  })

  it('end with their asker, whatever their deadline', async () => {
    // Their time is never up.
    vi.useFakeTimers()
    try {
      const stop = new AbortController()
      const heeds: Examine = ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('it was let go')))
          stop.abort()
        })
      expect(await examinedUntil(stop.signal, use('heeds', heeds))).toMatchObject([
        { what: 'its own examination failed: it was let go' },
      ])
    } finally {
      vi.useRealTimers()
    }
  })

  it('never show a secret, and advise only where something is wrong', async () => {
    const leaky: Examine = async () => [
      { ok: true, what: 'fine', advice: 'nothing to do' },
      { ok: false, what: 'hunter2-oauth is refused', advice: 'renew hunter2-oauth' },
    ]
    expect(await examined(use('leaky', leaky))).toEqual([
      { plugin: 'leaky', ok: true, what: 'fine' },
      {
        plugin: 'leaky',
        ok: false,
        what: '[redacted] is refused',
        advice: 'renew [redacted]',
      },
    ])
  })
})
