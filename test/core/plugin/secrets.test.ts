import { expect, it, onTestFinished } from 'vitest'
import { definePlugin, type Secrets } from '../../../core/index.ts'
import { runPlugin } from '../../../core/testing/index.ts'

it('a secret a plugin keeps is found in a text, and taken out of it', async () => {
  let secrets: Secrets | undefined
  const learner = definePlugin({
    name: 'learner',
    // Taken out of the context, each works by itself.
    setup: ({ secrets: { keep, isIn, redact } }) => {
      secrets = { keep, isIn, redact }
    },
  })
  const run = await runPlugin(learner())
  onTestFinished(() => run.stop())
  const told = 'it is hunter2hunter2'
  expect([secrets?.isIn(told), secrets?.redact(told)]).toEqual([false, told])
  secrets?.keep('hunter2hunter2')
  expect([secrets?.isIn(told), secrets?.redact(told)]).toEqual([true, 'it is [redacted]'])
  expect(secrets?.isIn('HUNTER2 HUNTER2')).toBe(true)
  expect(secrets?.redact('so:\nHUNTER2 HUNTER2\nyes')).toBe('so:\n[redacted]\nyes')
})
