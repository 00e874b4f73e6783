import { LanguageModel } from 'promethean'
import { fakePort } from 'promethean/testing'
import { expect, it } from 'vitest'
import { BANNED, INJECTIONS, obedientModel, SECRET } from '../../support/injections.ts'
import { fakeHistory, past, stage } from './stage.ts'

const LAST = 'the stream before'

it.each(INJECTIONS)(
  '$kind in the chat of the last stream does not leave as a title',
  async attack => {
    const { model, run, live, target } = await attacked(attack)
    live()
    const { data } = await run.next('title.changed')
    // It was shown to the model, which did what it says.
    expect(model.fooledBy).toContain(attack.kind)
    expect(target.set).toEqual([data.title])
    expect(attack.isLeak(data.title)).toBe(false)
    expect(data.title).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}]{1,140}$/u)
    expect(data.title).not.toBe('')
    // Words of others stand apart from the instructions.
    for (const { system = '', prompt } of model.asked)
      expect(`${system}\n${prompt}`).not.toContain(attack.words.slice(0, 30))
  },
)

it.each(INJECTIONS)('$kind as the name of the game does not leave as a title', async attack => {
  const { model, run, live } = await attacked({ words: 'hello', place: 'text' }, attack.words)
  live()
  const { data } = await run.next('title.changed')
  expect(model.fooledBy).toContain(attack.kind)
  expect(attack.isLeak(data.title)).toBe(false)
})

async function attacked(
  { words, place }: { readonly words: string; readonly place: 'text' | 'name' },
  category = 'Chess',
) {
  const session = LAST
  const displayName = place === 'name' ? words : 'Bob'
  const user = { id: '7', name: 'bob', displayName, roles: [] }
  const text = place === 'name' ? 'hello' : words
  const model = obedientModel('Cosy evening')
  const history = fakeHistory(
    past('channel.updated', { category }, { channel: 'ann', platform: 'twitch' }),
    past('chat.message', { messageId: '1', text, user }, { session }),
    past('session.ended', { session }),
  )
  const staged = await stage({
    options: { banned: [BANNED], variables: { apiKey: SECRET } },
    model: { ...fakePort(LanguageModel, model), ...model },
    ports: [history],
  })
  return { ...staged, model }
}
