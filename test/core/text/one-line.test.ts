import { onOneLine } from 'promethean'
import { expect, it } from 'vitest'

it.each([
  ['hello\r\nPRIVMSG #ann :!ban bea', 'hello PRIVMSG #ann :!ban bea'],
  ['one\n\n\ntwo\rthree', 'one two three'],
  ['nul\0and end\n', 'nul and end '],
  ['  two  spaces stay  ', '  two  spaces stay  '],
  ['', ''],
])('%j is one line: %j', (text, line) => {
  expect(onOneLine(text)).toBe(line)
})
