import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { agentDesk } from '../../../core/mcp/desk.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'Date'] }))
afterEach(() => void vi.useRealTimers())

const MOST = 120

function desk() {
  const recorded: unknown[] = []
  const made = agentDesk({
    asking: () => async () => ({ events: [], more: false }) as never,
    record: () => ({ id: 'call', key: '1', end: called => void recorded.push(called) }),
  })
  const read = (name = 'one', connection?: string) =>
    made.call(
      { agent: { name, connection }, tool: 'chat_recent', input: {} },
      new AbortController().signal,
    )
  return { recorded, read }
}

it('an agent in a loop is told when to come again, fills no journal, and holds up nobody else', async () => {
  const { recorded, read } = desk()
  vi.advanceTimersByTime(1_000)
  for (let turn = 0; turn < MOST; turn++) {
    expect(await read()).toMatchObject({ done: true })
    vi.advanceTimersByTime(100)
  }
  for (let turn = 0; turn < 3; turn++)
    expect(await read()).toMatchObject({
      done: false,
      refusal: {
        code: 'refused',
        why: 'an agent may use tools 120 times a minute',
        advice: expect.stringMatching(/^come again in 48 s; /),
      },
    })
  expect(recorded).toHaveLength(MOST)
  expect(await read('two')).toMatchObject({ done: true })
  vi.advanceTimersByTime(48_000)
  expect(await read()).toMatchObject({ done: true })
  expect(await read()).toMatchObject({ done: false, refusal: { code: 'refused' } })
})

it('an agent that takes a new name for each use is told when to come again, as all are then', async () => {
  const { recorded, read } = desk()
  const most = 4 * MOST
  for (let turn = 0; turn < most; turn++) {
    expect(await read(`name ${turn}`)).toMatchObject({ done: true })
    vi.advanceTimersByTime(100)
  }
  for (const name of ['a new one', 'name 0'])
    expect(await read(name)).toMatchObject({
      done: false,
      refusal: {
        code: 'refused',
        why: 'all agents together may use tools 480 times a minute',
        advice: expect.stringMatching(/^come again in 12 s; /),
      },
    })
  expect(recorded).toHaveLength(most)
  vi.advanceTimersByTime(12_000)
  expect(await read('a new one')).toMatchObject({ done: true })
})

it('what comes through one connection counts as one agent, whatever names it takes', async () => {
  const { read } = desk()
  for (let turn = 0; turn < MOST; turn++)
    expect(await read(`name ${turn}`, 'process 1')).toMatchObject({ done: true })
  expect(await read('a new one', 'process 1')).toMatchObject({
    done: false,
    refusal: { why: 'an agent may use tools 120 times a minute' },
  })
  for (let turn = 0; turn < MOST; turn++)
    expect(await read('name 0', 'process 2')).toMatchObject({ done: true })
})

it('one agent in a loop leaves the others what they need', async () => {
  const { read } = desk()
  for (let turn = 0; turn < 10 * MOST; turn++) await read('loop')
  for (const name of ['two', 'three', 'four'])
    for (let turn = 0; turn < MOST; turn++) expect(await read(name)).toMatchObject({ done: true })
})
