import { describe, expect, it } from 'vitest'
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

describe('of a message with its chain', () => {
  const chain = (...lines: readonly string[]) =>
    lines.map((line, depth) => `${'  '.repeat(depth)}${line}`).join('\n')

  it('the reason is what is told, in the place it has', () => {
    const message = chain(
      `Argument of type '{ rate: string; }' is not assignable to parameter of type 'Options'.`,
      `Types of property 'chat' are incompatible.`,
      `The types of 'limits.rate' are incompatible between these types.`,
      `Type 'string' is not assignable to type 'number'.`,
    )
    expect(said(message)).toBe(
      "chat.limits.rate: Type 'string' is not assignable to type 'number'.",
    )
  })

  it('of several overloads the last is told, or the one TypeScript has a name for', () => {
    const overloads = (last: string) =>
      [
        'No overload matches this call.',
        `  Overload 1 of 2, '(text: string): void', gave the following error.`,
        `    Property 'sya' does not exist on type 'Chat'. Did you mean 'say'?`,
        `  Overload 2 of 2, '(count: number): void', gave the following error.`,
        `    ${last}`,
      ].join('\r\n')
    expect(said(overloads(`Type 'string' is not assignable to type 'number'.`))).toBe(
      "Property 'sya' does not exist on type 'Chat'. Did you mean 'say'?",
    )
    expect(said(overloads(`Property 'x' does not exist. Did you mean 'y'?`))).toBe(
      "Property 'x' does not exist. Did you mean 'y'?",
    )
  })

  it('a hint does not stand in for what it is about', () => {
    const message = chain(
      `Could not find a declaration file for module 'quiz'.`,
      'Try `npm i --save-dev @types/quiz` if it exists.',
    )
    expect(said(message)).toBe("Could not find a declaration file for module 'quiz'.")
  })

  it('an event type the compiler names by its kind alone is read where it is written', () => {
    const message = chain(
      'No overload matches this call.',
      'The last overload gave the following error.',
      `Argument of type '[string]' is not assignable to parameter of type '[...types: EventType[]]'.`,
      `Type 'string' is not assignable to type 'Handler<EventType>'.`,
    )
    const wrong = 'no event type has this name; did you mean stream.online?'
    expect(plainWords(message, types, () => ['chat.message', 'stream.onlin'])).toBe(wrong)
    expect(plainWords(message, types, () => ['chat.message'])).toBe(
      "Type 'string' is not assignable to type 'Handler<EventType>'.",
    )
  })
})
