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
  const read = (name = 'one') =>
    made.call({ agent: { name }, tool: 'chat_recent', input: {} }, new AbortController().signal)
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
