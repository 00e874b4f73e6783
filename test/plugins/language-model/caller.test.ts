import { chatBot, languageModel, titleGenerator } from '@promethean/plugins'
import { definePlugin, event, inOrder, LanguageModel } from 'promethean'
import { fakeChatOutput, runPlugin } from 'promethean/testing'
import { expect, it, onTestFinished } from 'vitest'
import { server } from './asking.ts'

/** A fake server of models, and a plugin beside the others that asks it. */
async function model() {
  const fake = await server()
  return { fake, use: languageModel({ provider: 'ollama', model: 'llama3.2', baseURL: fake.url }) }
}

it('an answer tells who asked: the title generator, by the id of its use', async () => {
  const { use } = await model()
  const titles = titleGenerator({ fallback: 'On air' }, { id: 'titles' })
  const run = await runPlugin(titles, { beside: [use] })
  onTestFinished(() => run.stop())
  run.emit(event('title.wanted', {}, { key: '1' }))
  const cause = await run.next('title.wanted')
  expect(await run.next('llm.answered')).toMatchObject({
    cause: cause.id,
    data: { plugin: 'titles', answer: 'It works.' },
  })
})

it('nobody asks in another’s name', async () => {
  const { use } = await model()
  const liar = definePlugin({
    name: 'liar',
    needs: { model: LanguageModel },
    setup: ({ on, ports }) =>
      on('title.wanted').pipe(
        inOrder(async cause => {
          await ports.model.generate({ prompt: 'Who am I?', by: 'titles', cause })
        }),
      ),
  })
  const run = await runPlugin(liar(), { beside: [use] })
  onTestFinished(() => run.stop())
  run.emit(event('title.wanted', {}, { key: '1' }))
  expect((await run.next('llm.answered')).data.plugin).toBe('liar')
})

it('a bot that listens to answers does not answer its own without end', async () => {
  const { use, fake } = await model()
  const chat = fakeChatOutput()
  const bot = chatBot({
    rules: [
      { on: '!ask', reply: { prompt: 'Answer.' } },
      { on: 'llm.answered', reply: { prompt: 'Comment on it.' } },
    ],
  })
  const run = await runPlugin(bot, { beside: [use], ports: [chat] })
  onTestFinished(() => run.stop())
  const user = { id: '2', name: 'bea', displayName: 'Bea', roles: [] }
  const where = { key: 'm1', platform: 'twitch', channel: 'ann' }
  run.emit(event('chat.message', { messageId: 'm1', text: '!ask', user }, where))
  const answered = await run.next('llm.answered')
  await expect.poll(() => chat.said).toEqual(['It works.'])
  await run.flush()
  const notes = (await run.journal.find(answered.id))?.notes ?? []
  expect(notes.map(({ text }) => text)).toEqual([
    'llm.answered: held back, the bot caused it itself',
  ])
  expect(fake.questions).toHaveLength(1)
})
