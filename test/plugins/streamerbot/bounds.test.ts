import { expect, it } from 'vitest'
import { OwnActions } from '../../../plugins/streamerbot/requests/own-actions.ts'
import { PendingRequests } from '../../../plugins/streamerbot/requests/pending-requests.ts'

it('five hundred requests wait for an answer at most; one more is refused at once, and heard again later', async () => {
  const sent: unknown[] = []
  const asks = new PendingRequests(({ id }) => sent.push(id))
  const waiting = Array.from({ length: 500 }, () => asks.ask('GetInfo', {}, undefined))
  await expect(asks.ask('GetInfo', {}, undefined)).rejects.toThrow(
    'too many requests are waiting for an answer',
  )
  asks.answer(String(sent[0]), { status: 'ok' })
  await waiting[0]
  const again = asks.ask('GetInfo', {}, undefined)
  expect(sent).toHaveLength(501)
  asks.end()
  const ended = await Promise.allSettled([...waiting, again])
  expect(ended.filter(({ status }) => status === 'rejected')).toHaveLength(500)
})

it('of runs whose echo is awaited the oldest are forgotten beyond two hundred', () => {
  const ownActions = new OwnActions()
  for (let count = 0; count <= 200; count++) ownActions.expect({ name: `Action ${count}` }, {})
  const isEcho = (name: string) =>
    ownActions.isEcho({
      event: { source: 'Raw', type: 'Action' },
      data: { id: `run of ${name}`, actionId: `id of ${name}`, name },
    })
  expect([isEcho('Action 0'), isEcho('Action 1'), isEcho('Action 200')]).toEqual([
    false,
    true,
    true,
  ])
})
