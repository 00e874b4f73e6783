import { expect, it } from 'vitest'
import { saidIn } from '../../core/response-message.ts'

const MEMORY = 'model requires more system memory (7.4 GiB) than is available (5.1 GiB)'

it.each([
  ['as OpenAI and Ollama nest it', { error: { message: MEMORY, type: 'api_error', code: 500 } }],
  ['as Ollama says it itself', { error: MEMORY }],
  ['as Anthropic does', { type: 'error', error: { type: 'api_error', message: MEMORY } }],
  ['as Google does', [{ error: { code: 500, message: MEMORY, status: 'INTERNAL' } }]],
  ['as vLLM does', { object: 'error', message: MEMORY, type: 'Error', code: 500 }],
  ['as FastAPI does', { detail: [{ loc: ['body', 'model'], msg: MEMORY, type: 'x' }] }],
  ['as Django does', { status: 400, model: [MEMORY] }],
  ['as OAuth does', { error: 'server_error', error_description: MEMORY }],
  ['in JSON within JSON', { error: { message: JSON.stringify({ error: { message: MEMORY } }) } }],
  ['deeper still', { errors: [{ error: { error: { message: MEMORY } } }] }],
])('finds the words in JSON %s', (_what, body) => {
  expect(saidIn(body)).toBe(MEMORY)
  expect(saidIn(JSON.stringify(body, undefined, 2))).toBe(MEMORY)
})

it.each([
  ['plain text', `  ${MEMORY}.\n`, MEMORY],
  ['an event of a stream', `event: error\ndata: {"error":{"message":"${MEMORY}"}}`, MEMORY],
  [
    'a page with a title',
    '<html><head><title>502 Bad Gateway</title></head><body>x</body></html>',
    '502 Bad Gateway',
  ],
  [
    'a page without one',
    '<!doctype html><style>p{}</style><body><p>Not <b>here</b></p>',
    'Not here',
  ],
  ['JSON that was cut', '{"error":{"message":"half', '{"error":{"message":"half'],
  ['a text as JSON', JSON.stringify(MEMORY), MEMORY],
  ['JSON of nothing', ' null ', ''],
  ['a quoted word and more', '"x" is unknown', '"x" is unknown'],
  ['several lines', 'first\r\n\tsecond\u0000', 'first second'],
])('reads %s', (_what, body, said) => {
  expect(saidIn(body)).toBe(said)
})

it.each([
  undefined,
  null,
  '',
  ' \n',
  42,
  true,
  {},
  [],
  { error: null },
  { code: 500 },
  [[[[[[[['deep']]]]]]]],
])('finds nothing where there are no words: %j', body => {
  expect(saidIn(body)).toBe('')
})

it('is short, and a secret is taken out before it is cut', () => {
  const long = saidIn({ error: 'very '.repeat(50_000) })
  expect([...long]).toHaveLength(200)
  expect(long.endsWith('…')).toBe(true)
  const hide = (text: string) => text.replaceAll('sk-0123456789', '[redacted]')
  const said = saidIn(`${'x'.repeat(193)} sk-0123456789`, hide)
  expect(said).not.toContain('sk-')
})
