import { ignoreElements } from 'rxjs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { ConfigProblem, NotReady, PluginFailure } from '../../../core/errors.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { drop } from '../../../core/plugin/verdict.ts'
import { line, witness, world } from './world.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe('a plugin that fails to start', () => {
  it('is shown as failed and named, and the rest runs', async () => {
    const { use, heard } = witness()
    const broken = definePlugin({
      name: 'broken',
      setup: () => {
        throw new PluginFailure('the model is missing; pull it first')
      },
    })
    const { state, said, of, tell } = await world([broken(), use])
    expect(state('broken')).toBe('failed')
    expect(said('broken', 'error')).toEqual([
      'the model is missing; pull it first; it stays stopped until you edit or restart it',
    ])
    tell(line('hello'))
    expect(heard).toEqual(['hello'])
    expect(of('plugin.failed')).toMatchObject([
      { data: { plugin: 'broken', reason: 'the model is missing; pull it first' } },
    ])
  })

  it('half-way gives back what it had acquired, newest first', async () => {
    const back: string[] = []
    let aborted = false
    const broken = definePlugin({
      name: 'broken',
      setup: async ({ defer, signal, on }) => {
        signal.addEventListener('abort', () => {
          aborted = true
        })
        defer(() => void back.push('first'))
        defer(async () => {
          await Promise.resolve()
          back.push('second')
        })
        on('chat.message').subscribe({ complete: () => back.push('stream') })
        throw new Error('half-way')
      },
    })
    await world([broken()])
    expect(back).toEqual(['stream', 'second', 'first'])
    expect(aborted).toBe(true)
  })

  it('by the clock is named, and the others were not held up by more', async () => {
    vi.useFakeTimers()
    const stuck = definePlugin({ name: 'stuck', setup: () => new Promise<void>(() => undefined) })
    const { use, heard } = witness()
    const starting = world([stuck(), use])
    await vi.advanceTimersByTimeAsync(10_000)
    const { state, tell, said } = await starting
    expect(state('stuck')).toBe('failed')
    expect(said('stuck', 'error')[0]).toMatch(/^stuck did not start within 10 s/)
    tell(line('hello'))
    expect(heard).toEqual(['hello'])
  })

  it('because of a type nobody emits keeps the whole set from starting', async () => {
    const wrong = definePlugin({
      name: 'wrong',
      setup: ({ filter, on }) => {
        // What a plugin written without types may do.
        filter(['chat.mesage' as 'chat.message', 'stream.onlin' as 'stream.online'], () =>
          drop('x'),
        )
        return on('chat.message').pipe(ignoreElements())
      },
    })
    const { use } = witness()
    await expect(world([wrong(), use])).rejects.toMatchObject({
      problems: [
        { plugin: 'wrong', message: expect.stringContaining('did you mean chat.message?') },
        { plugin: 'wrong', message: expect.stringContaining('did you mean stream.online?') },
      ],
    })
  })

  it.each([
    ['a number', 7],
    ['a list', [1]],
    ['an object', { subscribe: 'no' }],
  ])('because it returned %s is told what to return', async (_what, output) => {
    const odd = definePlugin({ name: 'odd', setup: () => output as never })
    const { said } = await world([odd()])
    expect(said('odd', 'error')[0]).toMatch(
      /^odd returned something other than a stream; return an RxJS Observable, or nothing/,
    )
  })

  it('because it consumes wrongly is told how', async () => {
    const consuming = (
      name: string,
      settings: Parameters<
        Parameters<Parameters<typeof definePlugin>[0]['setup']>[0]['consume']
      >[0][],
    ) =>
      definePlugin({
        name,
        setup: ({ consume }) => {
          for (const one of settings) consume(one, () => undefined)
        },
      })()
    const { said } = await world([
      consuming('twice', [{}, {}]),
      consuming('empty', [{ batch: { max: 0 } }]),
      consuming('odd', [{ batch: { every: 'often' } }]),
      consuming('late', [{ deadline: 'soon' }]),
    ])
    const first = (id: string) => said(id, 'error')[0]?.split('; it stays')[0]
    expect(first('twice')).toBe(
      'twice consumes twice as twice: a cursor has one reader; name one of them',
    )
    expect(first('empty')).toBe(
      'empty cannot consume: batch.max must be a whole number of 1 or more',
    )
    expect(first('odd')).toBe(
      "odd cannot consume: batch.every must be a duration like '30s' or '2m'",
    )
    expect(first('late')).toBe(
      "late cannot consume: deadline must be a duration like '30s' or '2m'",
    )
  })

  it('names the plugin whose setup has a problem with its options, at a start and at an edit', async () => {
    const fussy = definePlugin({
      name: 'fussy',
      options: z.strictObject({ uri: z.string() }),
      setup: ({ options }) => {
        if (options.uri === 'bad') throw new ConfigProblem([{ path: 'uri', message: 'is bad' }])
      },
    })
    const problems = [{ plugin: 'fussy', path: 'uri', message: 'is bad' }]
    await expect(world([fussy({ uri: 'bad' })])).rejects.toMatchObject({ problems })
    const { reload } = await world([fussy({ uri: 'good' })])
    await expect(reload([fussy({ uri: 'bad' })])).rejects.toMatchObject({ problems })
  })
})

describe('a plugin that is not ready', () => {
  it('is tried again as often as its error asks for', async () => {
    vi.useFakeTimers()
    let tries = 0
    const shy = definePlugin({
      name: 'shy',
      setup: () => {
        tries += 1
        throw new NotReady('the port is taken', { retryWithin: '4s' })
      },
    })
    await world([shy()])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(tries).toBeGreaterThanOrEqual(13)
    expect(tries).toBeLessThanOrEqual(22)
  })

  it('is tried again after 1 s, doubling, and said once', async () => {
    vi.useFakeTimers()
    let tries = 0
    const shy = definePlugin({
      name: 'shy',
      setup: () => {
        tries += 1
        throw new NotReady('the database is away')
      },
    })
    const { said, state } = await world([shy()])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(tries).toBeGreaterThanOrEqual(5)
    expect(tries).toBeLessThanOrEqual(8)
    expect(state('shy')).toBe('retrying')
    expect(said('shy', 'warn')).toEqual(['the database is away'])
  })

  it('and then fails for good is shown as failed', async () => {
    vi.useFakeTimers()
    let tries = 0
    const shy = definePlugin({
      name: 'shy',
      setup: () => {
        tries += 1
        throw tries === 1 ? new NotReady('away') : new PluginFailure('wrong password')
      },
    })
    const { state, of, said } = await world([shy()])
    await vi.advanceTimersByTimeAsync(120_000)
    expect(tries).toBe(2)
    expect(state('shy')).toBe('failed')
    expect(of('plugin.failed')).toMatchObject([{ data: { reason: 'wrong password' } }])
    expect(said('shy', 'error')[0]).toMatch(/^wrong password/)
  })

  it('is not tried again once it was removed', async () => {
    vi.useFakeTimers()
    let tries = 0
    const shy = definePlugin({
      name: 'shy',
      setup: () => {
        tries += 1
        throw new NotReady('away')
      },
    })
    const { reload } = await world([shy()])
    await reload([])
    await vi.advanceTimersByTimeAsync(120_000)
    expect(tries).toBe(1)
  })

  it('is let go where it is stopped in the middle of a try', async () => {
    vi.useFakeTimers()
    let tries = 0
    let given = 0
    const slow = definePlugin({
      name: 'slow',
      setup: async ({ defer }) => {
        tries += 1
        if (tries === 1) throw new NotReady('away')
        defer(() => {
          given += 1
        })
        await new Promise(() => undefined)
      },
    })
    const { reload } = await world([slow()])
    await vi.advanceTimersByTimeAsync(1_500)
    expect(tries).toBe(2)
    await reload([])
    await vi.advanceTimersByTimeAsync(100)
    expect(given).toBe(1)
  })
})
