import { expect, it } from 'vitest'
import { PendingAnswers } from '../../../../plugins/obs/output/pending-answers.ts'

it('five hundred wait for OBS at most; one more is told so at once, and is let in once there is room', async () => {
  const pending = new PendingAnswers()
  const answers: (() => void)[] = []
  const ask = () =>
    pending.wait<void>({ ms: 60_000 }, resolve => {
      answers.push(() => resolve())
      return () => undefined
    })
  const waiting = Array.from({ length: 500 }, ask)
  await expect(ask()).rejects.toMatchObject({ reason: 'busy' })
  answers[0]?.()
  await waiting[0]
  const again = ask()
  pending.end()
  const ended = await Promise.allSettled([...waiting, again])
  expect(ended.filter(({ status }) => status === 'rejected')).toHaveLength(500)
})
