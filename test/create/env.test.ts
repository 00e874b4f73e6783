import { parseEnv } from 'node:util'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { READY } from '../../create/choices/answers.ts'
import { envExampleOf, envOf, quoted } from '../../create/files/env.ts'
import { anyCharacter } from '../support/any-character.ts'

const ANSWERS = { ...READY, sources: ['tau', 'obs'] as const, mongo: true }

it('a value is read as it was typed, whatever is in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), text => {
      const value = text.trim()
      const isPossible =
        !/[\r\n\0]/.test(value) && !["'", '`', '"'].every(mark => value.includes(mark))
      if (!isPossible) return
      const line = attempt(value)
      if (line !== undefined) expect(parseEnv(`A=${line}\nB=2`)).toEqual({ A: value, B: '2' })
    }),
  )
})

it.each([
  ['', ''],
  ['mongodb+srv://ann:p%40ss@db.example/?w=1', "'mongodb+srv://ann:p%40ss@db.example/?w=1'"],
  ['with space', "'with space'"],
  ['with#hash', "'with#hash'"],
  ["it's", "`it's`"],
  ['"quoted"', `'"quoted"'`],
  ["it's `both`", '"it\'s `both`"'],
  ['back\\nslash', "'back\\nslash'"],
  ['$HOME', "'$HOME'"],
])('%j stands in .env as %s', (value, text) => {
  expect(quoted(value)).toBe(text)
  expect(parseEnv(`A=${text}`)).toEqual({ A: value })
})

it.each(['two\nlines', 'all \' of ` the "', "back\\slash ' and `"])(
  '%j cannot stand in .env',
  value => {
    expect(() => quoted(value)).toThrow(/a value of .env/)
  },
)

it('.env has the values, .env.example has none that was typed, and both say where each comes from', () => {
  const answers = {
    ...ANSWERS,
    values: { OBS_PASSWORD: 'made-up secret', TAU_URL: 'http://tau.example:8000' },
  }
  expect(parseEnv(envOf(answers))).toEqual({
    TAU_URL: 'http://tau.example:8000',
    TAU_TOKEN: '',
    TAU_CHAT: '',
    OBS_PASSWORD: 'made-up secret',
    MONGODB_URI: '',
  })
  const example = envExampleOf(answers)
  expect(parseEnv(example)).toMatchObject({ TAU_URL: 'http://localhost:8000', OBS_PASSWORD: '' })
  expect(example).not.toMatch(/made-up|tau\.example/)
  for (const text of [envOf(answers), example])
    for (const name of Object.keys(parseEnv(text)))
      expect(text).toMatch(new RegExp(`^# .+\\n${name}=`, 'm'))
})

function attempt(value: string): string | undefined {
  try {
    return quoted(value)
  } catch {
    return undefined
  }
}
