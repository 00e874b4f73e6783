/** How an answer is streamed: piece by piece, then its end. */
export interface Dialect {
  /** Before the first piece. */
  readonly opening: readonly string[]
  thought(text: string): string
  piece(text: string): string
  /** A call of a tool, its arguments word for word; `at` counts calls from 0. */
  call(call: FakeCall, at: number): string
  /** With its token counts, if the dialect reports them. */
  closing(usage: Usage | undefined, reason: 'stop' | 'length' | 'call'): readonly string[]
}

/** A call as a model makes it. */
export interface FakeCall {
  readonly name: string
  /** Word for word; an object is written as JSON. */
  readonly input: string | object
  /** Of what it thought: Gemini's own, which it wants back. */
  readonly signature?: string
}

export interface Usage {
  readonly input: number
  readonly output: number
}

/** OpenAI's chat completions: a line of data per piece, `[DONE]` at the end. */
export function openaiDialect(model: string): Dialect {
  const chunk = (choices: unknown, rest: object = {}) =>
    `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model, choices, ...rest })}\n\n`
  const delta = (part: object) => chunk([{ index: 0, delta: part, finish_reason: null }])
  return {
    opening: [delta({ role: 'assistant', content: '' })],
    thought: text => delta({ reasoning_content: text }),
    piece: text => delta({ content: text }),
    call: ({ name, input, signature }, at) =>
      delta({
        tool_calls: [
          {
            ...{ index: at, id: `call_${at}`, type: 'function' },
            function: { name, arguments: written(input) },
            // As https://ai.google.dev/gemini-api/docs/thought-signatures has it.
            ...(signature && { extra_content: { google: { thought_signature: signature } } }),
          },
        ],
      }),
    closing: (usage, reason) => [
      chunk([{ index: 0, delta: {}, finish_reason: reason === 'call' ? 'tool_calls' : reason }]),
      ...(usage === undefined ? [] : [chunk([], { usage: openaiUsage(usage) })]),
      'data: [DONE]\n\n',
    ],
  }
}

function openaiUsage({ input, output }: Usage) {
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output }
}

/** Anthropic's messages: named events, the cost in pieces. */
export function anthropicDialect(model: string): Dialect {
  const named = (type: string, rest: object) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`
  const delta = (index: number, part: object) =>
    named('content_block_delta', { index, delta: part })
  return {
    opening: [
      named('message_start', {
        message: {
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          model,
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { input_tokens: 12, output_tokens: 1 },
        },
      }),
      named('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
      named('ping', {}),
    ],
    thought: () => named('ping', {}),
    piece: text => delta(0, { type: 'text_delta', text }),
    call: ({ name, input }, at) =>
      [
        named('content_block_start', {
          index: at + 1,
          content_block: { type: 'tool_use', id: `toolu_${at}`, name, input: {} },
        }),
        delta(at + 1, { type: 'input_json_delta', partial_json: written(input) }),
        named('content_block_stop', { index: at + 1 }),
      ].join(''),
    closing: (usage, reason) => [
      named('content_block_stop', { index: 0 }),
      named('message_delta', {
        delta: { stop_reason: STOPS[reason], stop_sequence: null },
        usage: { output_tokens: usage?.output ?? 0 },
      }),
      named('message_stop', {}),
    ],
  }
}

const STOPS = { stop: 'end_turn', length: 'max_tokens', call: 'tool_use' }

function written(input: string | object): string {
  return typeof input === 'string' ? input : JSON.stringify(input)
}
