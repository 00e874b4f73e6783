import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connection } from '../../../../../plugins/web/page/connection.ts'
import { type Decided, type Pending, StatusPoll } from '../../../../../plugins/web/page/status.ts'
import { texts } from '../../../../../plugins/web/page/texts.ts'
import { causeText } from '../../../../../plugins/web/page/waiting/cause-text.ts'
import { DecisionMaker } from '../../../../../plugins/web/page/waiting/decisions.ts'
import { outcomeText } from '../../../../../plugins/web/page/waiting/outcome-text.ts'
import { Far, Refused, SERVER_NOW } from '../../../../support/page/far.ts'
import { aStatus } from '../a-status.ts'

const title: Pending = {
  ...{ id: 'alfa', plugin: 'title-generator', what: 'title', text: 'A quiet evening' },
  since: new Date(SERVER_NOW).toISOString(),
  until: new Date(SERVER_NOW + 120_000).toISOString(),
}

let far: Far
let connection: Connection
let status: StatusPoll
let decisions: DecisionMaker
let waiting: readonly Pending[]
let decided: readonly Decided[]

beforeEach(async () => {
  vi.useFakeTimers()
  waiting = [title]
  decided = []
  far = new Far()
  far.answer('status', () => aStatus({ waiting, decided }))
  far.answer('approve', leaves)
  far.answer('drop', leaves)
  connection = far.connection()
  status = new StatusPoll(connection)
  decisions = new DecisionMaker(connection, status)
  status.start()
  connection.start()
  await vi.advanceTimersByTimeAsync(0)
})

afterEach(() => {
  connection.stop()
  vi.useRealTimers()
})

describe('what waits for a word', () => {
  it('is approved, and the page says so', async () => {
    await decisions.decide(title, {})
    expect(far.last.heard).toContainEqual(
      expect.objectContaining({ call: 'approve', input: { which: 'alfa' } }),
    )
    expect(told()).toEqual(['You approved: A quiet evening'])
  })

  it('is changed and approved', async () => {
    await decisions.decide(title, { text: 'A loud evening' })
    expect(far.last.heard).toContainEqual(
      expect.objectContaining({ input: { which: 'alfa', text: 'A loud evening' } }),
    )
    expect(told()).toEqual(['You approved: A loud evening'])
  })

  it('is dropped', async () => {
    await decisions.decide(title, { drop: true })
    expect(told()).toEqual(['You dropped: A quiet evening'])
  })

  it.each([
    [{ status: 'done' }, 'You approved: A quiet evening'],
    [
      { status: 'not_done', why: 'mcp is muted' },
      'You approved, but it was not done, because mcp is muted: A quiet evening',
    ],
    [{ status: 'under_way' }, 'You approved: A quiet evening (not known yet whether it is done)'],
  ])('of an agent is told with what came of it: %j', async (came, sentence) => {
    far.answer('approve', () => ({ ...leaves(), came }))
    await decisions.decide(title, {})
    expect(told()).toEqual([sentence])
  })

  it('waits on if it is refused, and the page says why', async () => {
    far.answer('approve', () => new Refused('the title cannot be changed to this'))
    await decisions.decide(title, { text: 'x' })
    expect(decisions.decisions.value).toEqual({
      outcomes: [],
      refusals: { alfa: expect.objectContaining({ what: 'the title cannot be changed to this' }) },
      deciding: [],
    })
  })

  it('is said to be decided here, even if the status tells so before the answer does', async () => {
    far.answer('approve', () => {
      waiting = []
      void status.refresh()
      return {}
    })
    await decisions.decide(title, {})
    expect(told()).toEqual(['You approved: A quiet evening'])
  })

  it('was decided by somebody else, who is named', async () => {
    far.answer('approve', () => {
      waiting = []
      decided = [{ id: 'alfa', decision: 'dropped', by: 'desk' }]
      return new Refused('nothing is pending')
    })
    await decisions.decide(title, {})
    expect(told()).toEqual(['desk dropped: A quiet evening'])
    expect(decisions.decisions.value.refusals).toEqual({})
  })

  it('was decided elsewhere, if it is not told by whom', async () => {
    waiting = []
    await status.refresh()
    expect(told()).toEqual(['Decided elsewhere: A quiet evening'])
  })

  it('has expired, if it goes at the end of its time', async () => {
    far.last.says({ beat: SERVER_NOW + 119_000 })
    waiting = []
    await status.refresh()
    expect(told()).toEqual(['Expired: A quiet evening'])
  })

  it('is no longer asked after a restart, which nobody has decided', async () => {
    waiting = []
    far.welcome = { ...far.welcome, run: 'b' }
    far.last.closes(1006)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(told()).toEqual([])
  })

  it('is remembered for the last five', async () => {
    for (let turn = 0; turn < 8; turn++) {
      waiting = [{ ...title, id: `id-${turn}`, text: `text ${turn}` }]
      await status.refresh()
      waiting = []
      await status.refresh()
    }
    expect(decisions.decisions.value.outcomes.map(({ pending }) => pending.text)).toEqual([
      ...['text 7', 'text 6', 'text 5', 'text 4', 'text 3'],
    ])
  })
})

describe('why something is asked', () => {
  it.each([
    [{ type: 'chat.message', data: { user: { displayName: 'Bea' }, text: '!game' } }, 'Bea: !game'],
    [{ type: 'obs.stream.started', data: {} }, 'obs.stream.started'],
    [{ type: 'channel.redeemed', data: { user: 'odd', title: 'Hydrate' } }, 'Hydrate'],
  ])('%j is %s', (event, text) => {
    expect(causeText(event)).toBe(text)
  })

  it('is cut short where it is long, without halving a sign', () => {
    const text = causeText({ type: 'chat.message', data: { text: '🎶'.repeat(200) } })
    expect([...text]).toHaveLength(120)
    expect(text.endsWith('🎶…')).toBe(true)
  })
})

function leaves(): object {
  waiting = []
  return {}
}

function told(): readonly string[] {
  return decisions.decisions.value.outcomes.map(one => outcomeText(one, texts.waiting))
}
