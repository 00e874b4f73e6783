import { createRequestStateCodec, inputRequired } from '@modelcontextprotocol/server'
import { afterEach, expect, it, vi } from 'vitest'
import {
  type AskedByClient,
  answerOfClient,
  questions,
  showsForms,
} from '../../../core/mcp/client-approval.ts'

const QUESTION = { approval: 'alfa', text: 'May it?' }

afterEach(() => void vi.useRealTimers())

function asked(more: Partial<AskedByClient['mcpReq']> = {}): AskedByClient {
  const { signal } = new AbortController()
  const elicitInput = () => Promise.reject(new Error('it cannot'))
  return { mcpReq: { requestState: () => undefined, elicitInput, signal, ...more } }
}

/** Nobody else decides. */
const never = (signal: AbortSignal) =>
  new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()))

/** A client that has not answered yet; its question is taken back by the signal. */
function hanging() {
  const seen: AbortSignal[] = []
  const elicitInput: AskedByClient['mcpReq']['elicitInput'] = (_, { signal }) => {
    seen.push(signal)
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  }
  return { seen, elicitInput }
}

it('a question is taken back once it is decided elsewhere, or has expired', async () => {
  const { seen, elicitInput } = hanging()
  let decide = () => {}
  const decided = new Promise<void>(resolve => {
    decide = resolve
  })
  const answer = answerOfClient(asked({ elicitInput }), QUESTION, () => decided)
  expect(seen.map(({ aborted }) => aborted)).toEqual([false])
  decide()
  expect(await answer).toBe('elsewhere')
  expect(seen.map(({ aborted }) => aborted)).toEqual([true])
})

it('a question ends with the call that led to it, and so does the wait for others', async () => {
  const { seen, elicitInput } = hanging()
  const call = new AbortController()
  const waits: AbortSignal[] = []
  const answer = answerOfClient(asked({ elicitInput, signal: call.signal }), QUESTION, signal => {
    waits.push(signal)
    return never(signal)
  })
  call.abort()
  expect(['elsewhere', undefined]).toContain(await answer)
  expect([...seen, ...waits].map(({ aborted }) => aborted)).toEqual([true, true])
})

it('nobody is waited for any longer once the client has answered', async () => {
  const waits: AbortSignal[] = []
  const elicitInput = async () => ({ action: 'decline' })
  const answer = await answerOfClient(asked({ elicitInput }), QUESTION, signal => {
    waits.push(signal)
    return never(signal)
  })
  expect([answer, waits[0]?.aborted]).toEqual(['dropped', true])
})

it('a client is asked for 45 seconds, less than it waits for a tool itself', async () => {
  const elicitInput = vi.fn(async () => ({ action: 'accept' }))
  expect(await answerOfClient(asked({ elicitInput }), QUESTION, never)).toBe('approved')
  expect(elicitInput).toHaveBeenCalledWith(
    expect.objectContaining({ message: 'May it?' }),
    expect.objectContaining({ timeout: 45_000 }),
  )
})

it('a client that fails or does not answer in time has decided nothing', async () => {
  expect(await answerOfClient(asked(), QUESTION, never)).toBeUndefined()
})

it('an answer that a client of the 2026 age brings too late decides nothing', async () => {
  vi.useFakeTimers({ now: new Date('2026-11-30T20:00:00Z'), toFake: ['Date'] })
  const put = questions({ createRequestStateCodec, inputRequired })
  // Of what a handler is given, the codec looks at the token alone.
  const context = { mcpReq: {} } as Parameters<typeof put.verify>[1]
  const { requestState = '' } = await put.result(QUESTION, context)
  const brings = async () => {
    const state = await put.verify(requestState, context)
    const inputResponses = { approve: { action: 'accept' } }
    return put.brought(asked({ requestState: () => state, inputResponses }))
  }
  expect(await brings()).toEqual({ approval: 'alfa', decision: 'approved' })
  vi.setSystemTime(new Date('2026-11-30T20:00:46Z'))
  expect(await brings()).toEqual({ approval: 'alfa', decision: undefined })
})

it('a form is shown by whoever declares it, or declares no mode at all', () => {
  const declared = [
    { elicitation: {} },
    { elicitation: { form: {} } },
    { elicitation: { url: {} } },
  ]
  expect(declared.map(showsForms)).toEqual([true, true, false])
  expect([undefined, {}, { elicitation: undefined }].map(showsForms)).toEqual([false, false, false])
})
