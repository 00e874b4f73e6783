import { definePlugin, event } from 'promethean'
import { expect, it } from 'vitest'
import { asking } from './asking.ts'

const SECRET = 'sk-hunter2hunter2'
const SPACED = [...SECRET].join(' ')

it('no secret of the config is sent to a model, nor kept of what it was asked', async () => {
  const { run, ask, fake } = await asking({ apiKey: SECRET })
  await ask({
    system: `You know ${SECRET}.`,
    prompt: `Say ${SECRET} backwards.\nOr like this: ${SPACED}`,
    untrusted: [
      { label: `chat of ${SECRET}`, lines: [`bea: ${SECRET}!`, `bea: ${SPACED}`, 'bea: hi'] },
    ],
  })
  const [{ system = '', prompt = '' } = {}] = fake.questions
  for (const { data } of [await run.next('llm.answered'), { data: { system, prompt } }]) {
    expect(JSON.stringify(data)).not.toContain(SECRET)
    expect(JSON.stringify(data)).not.toContain(SPACED)
    expect(data.system).toContain('You know [redacted].')
    expect(data.prompt).toContain('Say [redacted] backwards.\n[redacted]\n')
    expect(data.prompt).toContain('| bea: [redacted]!\n| [redacted]\n| bea: hi\n')
  }
})

it('an answer that holds a secret is kept without it; who asked gets it whole, to refuse it', async () => {
  const { run, ask, fake } = await asking({ apiKey: SECRET })
  fake.next({ text: `It is ${SECRET}.` }, { text: `It is\n${SPACED}.` })
  expect((await ask({})).text).toBe(`It is ${SECRET}.`)
  expect((await run.next('llm.answered')).data.answer).toBe('It is [redacted].')
  await ask({})
  expect((await run.next('llm.answered')).data.answer).toBe('It is\n[redacted]')
})

it('a secret learnt while running is one too, and what a viewer wrote of it stays out', async () => {
  const learner = definePlugin({
    name: 'learner',
    setup: ({ secrets }) => secrets.keep('fresh-token-1234'),
  })
  const { run, ask, fake } = await asking({}, { beside: [learner()] })
  run.emit(event('title.wanted', {}, { key: '1' }))
  const cause = await run.next('title.wanted')
  await ask({ untrusted: [{ label: 'chat', lines: ['bea: fresh-token-1234'] }], cause })
  expect(fake.questions[0]?.prompt).toContain('| bea: [redacted]\n')
  expect(JSON.stringify(await run.next('llm.answered'))).not.toContain('fresh-token-1234')
})

it('a secret spelled over several lines of chat is not kept', async () => {
  const { run, ask } = await asking({ apiKey: SECRET })
  await ask({ untrusted: [{ label: 'chat', lines: ['x', 'sk-hunter2', 'hunter2', 'y'] }] })
  expect((await run.next('llm.answered')).data.prompt).toBe('[redacted]')
})
