import { expect, it } from 'vitest'
import { plainWords } from '../../../../core/config/check/compiler-messages.ts'

const types = new Set(['chat.message', 'channel.raided', 'channel.cheered', 'stream.online'])
const said = (message: string) => plainWords(message, types)

it.each([
  [
    `Argument of type '"chat.mesage"' is not assignable to parameter of type 'EventType'.`,
    'no event type has this name; did you mean chat.message?',
  ],
  [
    `Argument of type '("chat.mesage" | "stream.online")[]' is not assignable to parameter of type 'readonly EventType[] | EventType'.`,
    'no event type has this name; did you mean chat.message?',
  ],
  [
    `Type '"channel.raidd"' is not assignable to type '"@" | "channel.cheered" | "channel.raided" | ... 32 more ... | \`!\${string}\`'. Did you mean '"channel.raided"'?`,
    'no event type has this name; did you mean channel.raided?',
  ],
  [
    `Argument of type '"weather.changed"' is not assignable to parameter of type 'keyof Events'.`,
    'no event type has this name; promethean schema lists all types',
  ],
])('a wrong event type is answered with the nearest name: %s', (message, words) => {
  expect(said(message)).toBe(words)
})

it('no value of the config is shown, a name that everybody knows is', () => {
  expect(said(`Type '"hunter2"' is not assignable to type '"fast" | "slow"'.`)).toBe(
    "Type 'a string' is not assignable to type 'a string'.",
  )
  expect(said(`Type '"chat.message"' is not assignable to type '"stream.online"'.`)).toBe(
    "Type 'chat.message' is not assignable to type 'stream.online'.",
  )
  expect(said(`Type '"fats"' is not assignable to type 'Mode'. Did you mean '"fast"'?`)).toBe(
    "Type 'a string' is not assignable to type 'Mode'.",
  )
})

it('a long union is cut', () => {
  const functions = ['chat.message', 'channel.raided', 'channel.cheered', 'a.b']
    .map(type => `ReplyFunction<"${type}">`)
    .join(' | ')
  expect(
    said(
      `Type 'number' is not assignable to type 'string | Prompt | ${functions} | ... 37 more ... | undefined'.`,
    ),
  ).toBe(
    "Type 'number' is not assignable to type 'string | Prompt | ReplyFunction<chat.message> | ...'.",
  )
})

it('what has neither stays as the compiler says it', () => {
  const message =
    "Property 'txt' does not exist on type 'ChatMessage'. Did you mean 'text'? It is 'a | b'."
  expect(said(message)).toBe(message)
})
