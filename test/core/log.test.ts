import { definePlugin } from 'promethean'
import { runPlugin } from 'promethean/testing'
import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'

const failure = new Error('the far end said no to hunter2hunter2')

it('what an error among the details of a log line says stands behind it, with its stack and no secret', async () => {
  const grumbler = definePlugin({
    name: 'grumbler',
    options: z.strictObject({ token: z.string() }),
    setup: ({ log }) => {
      log.warn('cannot make a clip', { failure, tries: 2 })
      log.warn(failure, { failure })
      log.info('nothing is wrong', { reason: 'a text' })
    },
  })
  const run = await runPlugin(grumbler({ token: 'hunter2hunter2' }))
  onTestFinished(() => run.stop())
  const lines = run.logged.filter(({ plugin }) => plugin === 'grumbler')
  expect(lines.map(({ message }) => message)).toEqual([
    'cannot make a clip: the far end said no to [redacted]',
    'the far end said no to [redacted]',
    'nothing is wrong',
  ])
  expect(lines[0]).toMatchObject({
    details: { tries: 2 },
    stack: expect.stringContaining('log.test'),
  })
  expect(lines[2]).not.toHaveProperty('stack')
  expect(JSON.stringify(lines)).not.toContain('hunter2hunter2')
})
