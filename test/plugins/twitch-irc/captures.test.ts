import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseLine } from '../../../plugins/formats/irc/parse.ts'
import { lineReader } from '../../../plugins/twitch-irc/map/line-reader.ts'
import { lines, malformed } from '../../support/frames/twitch/lines.ts'

const folder = process.env.PROMETHEAN_CAPTURES
  ? join(process.env.PROMETHEAN_CAPTURES, 'twitch-irc')
  : undefined
const files =
  folder && existsSync(folder) ? readdirSync(folder).filter(file => file.endsWith('.txt')) : []
const captures = files.map(file => ({
  file,
  raws: readFileSync(join(folder ?? '', file), 'utf8').split('\n'),
}))
const sets = captures.length > 0 ? captures : [{ file: 'own frames', raws: Object.values(lines) }]
console.info(
  captures.length > 0
    ? `twitch-irc: read ${captures.reduce((sum, { raws }) => sum + raws.length, 0)} lines captured in ${files.join(', ')}`
    : 'twitch-irc: read own frames only; PROMETHEAN_CAPTURES names no captures',
)

test.each(sets)('every chat line of $file becomes a chat message', ({ raws }) => {
  const read = lineReader()
  const told = raws.filter(raw => / PRIVMSG #/.test(raw.replace(/^@\S+/, '')))
  expect(told.length).toBeGreaterThan(0)
  for (const raw of told) {
    const line = parseLine(raw)
    const [message] = line ? read(line) : []
    // Asked this way, because a failing test must not print other people's words.
    expect(message?.type === 'chat.message' && message.raw === raw).toBe(true)
    const data = message?.type === 'chat.message' ? message.data : undefined
    expect(data?.user.name).toMatch(/^[a-z0-9_]+$/)
    expect(message?.channel).toMatch(/^[a-z0-9_]+$/)
    expect(raw.includes(data?.text ?? '\n')).toBe(true)
    for (const { name, start, end } of data?.emotes ?? []) {
      expect([...(data?.text ?? '')].slice(start, end + 1).join('') === name).toBe(true)
    }
  }
})

test.each(sets)('nothing of $file is thrown away but login and join', ({ raws }) => {
  const read = lineReader()
  for (const raw of raws) {
    const line = parseLine(raw)
    if (
      line === undefined ||
      !/^(PRIVMSG|USERNOTICE|CLEARCHAT|CLEARMSG|NOTICE)$/.test(line.command)
    )
      continue
    expect(read(line).length).toBeGreaterThan(0)
  }
})

const fixtures = folder ? join(folder, 'fixtures.jsonl') : ''
const twisted = existsSync(fixtures)
  ? readFileSync(fixtures, 'utf8')
      .trim()
      .split('\n')
      .map(row => String(JSON.parse(row).line))
  : malformed

test('no line that somebody made up for a test makes the reader throw', () => {
  const read = lineReader()
  expect(twisted.length).toBeGreaterThan(0)
  for (const raw of twisted) {
    const line = parseLine(raw)
    if (line) expect(() => read(line)).not.toThrow()
  }
})
