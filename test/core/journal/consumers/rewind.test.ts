import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Consumer } from '../../../../core/journal/consumers/consumer.ts'
import { Pauses } from '../../../../core/journal/consumers/pauses.ts'
import { DROPPED, line, lines, START } from '../entries.ts'
import { bench, farEnd, journal, numberOf, SETTINGS, settle, setUp, tearDown } from './bench.ts'

beforeEach(setUp)
afterEach(tearDown)

describe('a rewind', () => {
  it('is noticed by a reader that has nothing to do', async () => {
    const { commit, consumer } = await bench()
    const { take, taken } = farEnd()
    await commit(...lines(1, 3))
    const reader = consumer(take)
    reader.start()
    await settle()
    await journal.rewind('log', 1)
    reader.reopen()
    await settle()
    expect(taken()).toEqual(['1', '2', '3', '2', '3'])
    await reader.stop(0)
  })

  it('fences the batch at hand: its acknowledgement does not move the new place', async () => {
    const { commit, consumer } = await bench()
    const { take, taken } = farEnd()
    let finish: () => void = () => undefined
    await commit(...lines(1, 3))
    const reader = consumer(events => {
      take(events)
      return new Promise<void>(resolve => {
        finish = resolve
      })
    })
    reader.start()
    await settle()
    await journal.rewind('log', 0)
    finish()
    await settle()
    expect(taken()).toEqual(['1', '2', '3', '1', '2', '3'])
    finish()
    await reader.stop(1_000)
  })

  it('with refilter asks the filters of today, about dropped events too, up to where it began', async () => {
    const { commit, consumer } = await bench({}, event =>
      numberOf(event) === '1' ? undefined : event,
    )
    const { take, taken } = farEnd()
    await commit(line(1), line(2, { verdict: DROPPED }), line(3))
    const reader = consumer(take)
    reader.start()
    await settle()
    expect(taken()).toEqual(['1', '3'])
    await journal.rewind('log', 0, { refilter: true })
    reader.reopen()
    await settle()
    expect(taken().slice(2)).toEqual(['2', '3'])
    await commit(line(4, { verdict: DROPPED }))
    await settle()
    expect(taken().slice(2)).toEqual(['2', '3'])
    await reader.stop(0)
  })

  it('with refilter does not bring back what the runtime itself held back', async () => {
    const { commit, consumer } = await bench()
    const { take, taken } = farEnd()
    await commit(line(1), line(2, { verdict: { kept: false, reason: 'promethean/loop' } }))
    const reader = consumer(take)
    reader.start()
    await settle()
    await journal.rewind('log', 0, { refilter: true })
    reader.reopen()
    await settle()
    expect(taken()).toEqual(['1', '1'])
    await reader.stop(0)
  })

  it('with refilter lets filters recall what came before the place it was set to', async () => {
    const seen: number[] = []
    const port = await bench()
    await port.commit(...lines(1, 3))
    await journal.openCursor('log', 'beginning')
    await journal.rewind('log', 2, { refilter: true })
    const committed = await journal.end()
    const reader = new Consumer(SETTINGS, () => undefined, {
      journal,
      follow: () => ({
        read: range => journal.read(range),
        holds: () => false,
        end: () => undefined,
      }),
      committed: () => committed,
      onCommit: () => () => undefined,
      isForgotten: () => false,
      judgeAgain: (event, recollection) => {
        const at = event.received.getTime()
        seen.push(recollection.recall({ type: 'chat.message', within: '10s' }, at).length)
        return event
      },
      onTrouble: () => undefined,
      redact: text => text,
      onExpired: () => undefined,
      pauses: new Pauses(),
      onParked: () => undefined,
    })
    reader.start()
    await settle()
    expect(seen).toEqual([2])
    await reader.stop(0)
  })

  it('with refilter lets filters recall the nearest of a minute that held too many', async () => {
    const recalled: (string | undefined)[] = []
    const port = await bench({}, (event, recollection) => {
      const at = event.received.getTime()
      const [nearest] = recollection.recall({ type: 'chat.message', within: '10s' }, at)
      recalled.push(nearest && numberOf(nearest))
      return event
    })
    const at = new Date(START)
    await port.commit(...lines(1, 6_001, { received: at }))
    await journal.openCursor('log', 'beginning')
    await journal.rewind('log', 6_000, { refilter: true })
    const reader = port.consumer(() => undefined)
    reader.start()
    await settle()
    expect(recalled).toEqual(['6000'])
    await reader.stop(0)
  })
})
