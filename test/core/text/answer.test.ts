import fc from 'fast-check'
import { expect, it } from 'vitest'
import { plainAnswer } from '../../../core/text/answer.ts'
import { anyCharacter } from '../../support/any-character.ts'
import { busyMs } from '../../support/busy.ts'

const WORDS = 'Dancing lessons for tired dragons'

it.each([
  WORDS,
  `{"title":"${WORDS}"}`,
  `{ "title": "${WORDS}" }\n`,
  `{"text": "${WORDS}"}`,
  `{"Title": "${WORDS}", "reason": "because"}`,
  `{"reason": "because", "answer": "${WORDS}"}`,
  `{"stream_title": "${WORDS}"}`,
  `{"result": {"id": 7, "title": "${WORDS}"}}`,
  `{"choices": [{"message": {"content": "${WORDS}"}}]}`,
  `{"status": "success", "result": "${WORDS}"}`,
  `{"language": "en", "stream_title": "${WORDS}"}`,
  `{"lang": "en", "titleText": "${WORDS}"}`,
  `{"title_language": "en", "title": "${WORDS}"}`,
  `{"lang": "en", "whatever": "${WORDS}"}`,
  `{"reasoning": "They asked for a short title about dragons that dance", "headline": "${WORDS}"}`,
  `json\n{"title": "${WORDS}"}`,
  `["${WORDS}"]`,
  `["${WORDS}", "Another one"]`,
  `[{"title": "${WORDS}"}]`,
  `{"titles": ["${WORDS}", "Another one"]}`,
  `"{\\"title\\": \\"${WORDS}\\"}"`,
  `{'title': '${WORDS}'}`,
  `{title: "${WORDS}"}`,
  `{"title": "${WORDS}",}`,
  `{"title": "${WORDS}`,
  `["${WORDS}`,
  `{"title": "${WORDS}"}\n\nI hope you like it!`,
  `Here is the JSON: {"title": "${WORDS}"}`,
  `\`\`\`\n${WORDS}\n\`\`\``,
  `\`\`\`json\n{\n  "title": "${WORDS}"\n}\n\`\`\``,
  `~~~\n{"title":"${WORDS}"}\n~~~`,
  `\`\`\`json {"title":"${WORDS}"} \`\`\``,
  `Sure! Here is your title:\n\n\`\`\`json\n{"title":"${WORDS}"}\n\`\`\`\nEnjoy!`,
  `Sure! {"title":"${WORDS}"}`,
  `I think this fits:\n{"text": "${WORDS}", "language": "en"}`,
  `\`\`\`json\n{"title":"${WORDS}"}`,
  `"${WORDS}"`,
  `'${WORDS}'`,
  `“${WORDS}”`,
  `„${WORDS}“`,
  `«${WORDS}»`,
  `\`${WORDS}\``,
  `**${WORDS}**`,
  `*${WORDS}*`,
  `Title: ${WORDS}`,
  `**Title:** ${WORDS}`,
  `**Title**: "${WORDS}"`,
  `Answer: ${WORDS}`,
  `"title": "${WORDS}"`,
  `title = "${WORDS}"`,
  `Titel: „${WORDS}“`,
  `Here's a title for your stream: ${WORDS}`,
  `Of course! Here is a suggestion:\n${WORDS}`,
  `<title>${WORDS}</title>`,
  `<answer>\n"${WORDS}"\n</answer>`,
])('the words of %j are what was meant', answer => {
  expect(plainAnswer(answer)).toBe(WORDS)
})

it.each([
  '"Hello" and "goodbye"',
  '"To be or not to be", that is the question',
  'the part {in braces} stays',
  '{in braces} at the start',
  '[LIVE] Dancing lessons',
  '[1, 2, 3]',
  'write {"title":"x"} into your config',
  "Rock 'n' roll all night",
  "'twas the boss' night",
  'Here we go: the boss is dead',
  'Sure: tomorrow at nine',
  'A pair reads {"speed":"9"}',
  'Write {"title":"x"}',
  'Elden Ring: part 2',
  'it is a * b * c',
  '¯\\_(ツ)_/¯',
  '42',
  'true',
  '',
])('%j is as it was meant', answer => {
  expect(plainAnswer(answer)).toBe(answer)
})

it('what says nothing is empty', () => {
  for (const answer of ['""', '{}', '{"title":null}', '{"title":""}', '[""]', '```\n```', ' \n'])
    expect(plainAnswer(answer)).toBe('')
})

it('what is escaped in JSON is read', () => {
  expect(plainAnswer('{"title":"a \\"b\\" \\u00e9\\nc"}')).toBe('a "b" é\nc')
  expect(plainAnswer('{"title":"a \\"b\\" c')).toBe('a "b" c')
})

it('any words come back out of JSON, and nothing is unwrapped for ever', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 60 }), text => {
      expect(plainAnswer(JSON.stringify({ title: text }))).toBe(plainAnswer(text))
      expect(plainAnswer(plainAnswer(text))).toBe(plainAnswer(text))
    }),
  )
})

it('an answer made to be read for long is read at once', () => {
  for (const part of ['{"title":', '[', '"', '```', '**a', 'here is title ', '\\"', '<title>']) {
    const ms = busyMs(() => plainAnswer(part.repeat(60_000 / part.length)))
    expect(ms, part).toBeLessThan(500)
  }
})
