import { z } from 'zod'
import type { ClientQuestion } from '../operations/agents/desk.ts'

type Library = Pick<
  typeof import('@modelcontextprotocol/server'),
  'createRequestStateCodec' | 'inputRequired'
>

/** How long a client may take to answer; then only the streamer decides. Clients themselves wait 60 s for a tool. */
const ANSWER_MS = 45_000
// An answer that comes later than any request waits is none.
const KEPT_S = 24 * 60 * 60
const KEY_BYTES = 32
const QUESTION = 'approve'

/** What a client said to a question; absent: nothing that decides it. */
export type ClientDecision = 'approved' | 'dropped' | undefined

/** A question that was put to a client, and what it said. */
export interface Answered {
  readonly approval: string
  readonly decision: ClientDecision
}

/** What of a request of the protocol is looked at. */
export interface AskedByClient {
  readonly mcpReq: {
    readonly envelope?: object
    readonly inputResponses?: Readonly<Record<string, unknown>>
    requestState(): unknown
    elicitInput(
      form: ReturnType<typeof formOf>,
      settings: { readonly timeout: number; readonly signal: AbortSignal },
    ): Promise<unknown>
    readonly signal: AbortSignal
  }
}

/** Which questions a server has put to its clients, sealed: a client brings its own back, and can make none up. */
export function questions({ createRequestStateCodec, inputRequired }: Library) {
  const codec = createRequestStateCodec<z.output<typeof state>>({
    key: crypto.getRandomValues(new Uint8Array(KEY_BYTES)),
    ttlSeconds: KEPT_S,
    // The token over HTTP: what one was asked, another does not answer.
    bind: ({ http }) => http?.authInfo?.clientId ?? '',
  })
  return {
    verify: codec.verify,
    /** The answer that a request of the protocol's 2026 age brings to an earlier one; undefined if it brings none. */
    brought({ mcpReq }: AskedByClient): Answered | undefined {
      const { success, data } = state.safeParse(mcpReq.requestState())
      if (!success) return undefined
      const isLate = Date.now() > data.until
      const told = isLate ? undefined : mcpReq.inputResponses?.[QUESTION]
      return { approval: data.approval, decision: decisionOf(told) }
    },
    /** The result that asks a client of the 2026 age: it comes again with the answer. */
    async result({ approval, text }: ClientQuestion, asked: Parameters<typeof codec.mint>[1]) {
      const until = Date.now() + ANSWER_MS
      return inputRequired({
        inputRequests: { [QUESTION]: inputRequired.elicit(formOf(text)) },
        requestState: await codec.mint({ approval, until }, asked),
      })
    },
  }
}

/**
 * Asks a client of the protocol's 2025 age, which answers while the request lasts, and takes the question back once it is
 * decided elsewhere, or over.
 * @param untilDecided resolves once it waits no longer, or when the signal aborts
 * @returns `elsewhere` if that was first
 */
export async function answerOfClient(
  { mcpReq }: AskedByClient,
  { text }: ClientQuestion,
  untilDecided: (signal: AbortSignal) => Promise<void>,
): Promise<ClientDecision | 'elsewhere'> {
  const over = new AbortController()
  const signal = AbortSignal.any([mcpReq.signal, over.signal])
  // A client that fails, hangs or leaves has decided nothing.
  const told = mcpReq
    .elicitInput(formOf(text), { timeout: ANSWER_MS, signal })
    .then(decisionOf, () => undefined)
  try {
    return await Promise.race([told, untilDecided(signal).then(() => 'elsewhere' as const)])
  } finally {
    over.abort()
  }
}

/** Whether a client shows forms to a person, by the capabilities it declared. */
export function showsForms(capabilities: unknown): boolean {
  const { elicitation }: { readonly elicitation?: unknown } = Object(capabilities)
  if (elicitation === undefined) return false
  const modes = Object.keys(Object(elicitation))
  // Before there were modes, a form was the only one.
  return modes.length === 0 || modes.includes('form')
}

const state = z.object({ approval: z.string(), until: z.number() })
const response = z.object({ action: z.enum(['accept', 'decline', 'cancel']) })

function decisionOf(told: unknown): ClientDecision {
  const { success, data } = response.safeParse(told)
  if (!success || data.action === 'cancel') return undefined
  return data.action === 'accept' ? 'approved' : 'dropped'
}

// Nothing to fill in: it is accepted or declined.
function formOf(message: string) {
  return { message, requestedSchema: { type: 'object' as const, properties: {} } }
}
