import type { EmbeddingsFault } from 'promethean'
import type { ModelConnection } from '../options.ts'
import { factsOf } from './providers.ts'

/** What a provider answered instead of an answer. */
interface ProviderRefusal {
  /** Undefined if it answered 200 with something else. */
  readonly status: number | undefined
  /** In its own words; may be empty. */
  readonly said: string
  /** The provider's names for the error, if any: `insufficient_quota`. */
  readonly names: string
}

/** What it means, and what helps. */
interface ExplainedRefusal {
  readonly why: string
  readonly advice: string
  /** Whether asking again may help. */
  readonly isPassing: boolean
  readonly kind: EmbeddingsFault | undefined
}

type ModelOptions = Pick<ModelConnection, 'provider' | 'model' | 'task'>

interface RefusalKind {
  /** By its words, and the statuses they may come with; the first kind that fits counts. */
  readonly words?: RegExp
  readonly fits: (status: number) => boolean
  readonly what: string
  readonly advice: string | ((named: ModelOptions) => string)
  readonly isPassing?: true
  readonly kind?: EmbeddingsFault
}

const any = () => true
const refusals = (status: number) => status < 500
const own = (status: number) => status >= 500 || status === 408

// Words come first: servers choose their statuses freely, and what a streamer can do hangs on the words.
const KINDS: readonly RefusalKind[] = [
  {
    words: /\b(?:memory|vram|oom)\b/i,
    fits: any,
    what: 'has not enough memory for it',
    advice: 'use a smaller model, or close other programs that need memory there',
  },
  {
    words:
      /insufficient.?(?:quota|balance|credit|funds)|credit balance|no credit|billing|exceeded your current quota/i,
    fits: refusals,
    what: 'has no credit left on the account',
    advice: 'top it up',
  },
  {
    words:
      /context (?:length|window|size)|maximum context|too many tokens|(?:prompt|input) is too (?:long|large)/i,
    fits: any,
    what: 'does not accept a question of this length',
    advice: ({ task }) =>
      task === 'embeddings'
        ? 'lower embeddings.maxLength'
        : 'ask for less, or give the model a longer context',
    kind: 'too_long',
  },
  {
    words: /not support (?:\w+ )?embedding|not an? embedding/i,
    fits: any,
    what: 'cannot embed with it',
    advice: 'name an embedding model in embeddings.model',
  },
  {
    words: /not support (?:\w+ )?tools?\b|tools? (?:\w+ )?(?:is|are) not supported/i,
    fits: any,
    what: 'cannot look anything up with it',
    advice: 'use a model that can call tools, or ask without tools',
  },
  {
    words:
      /countr|region|territor|not (?:allowed|permitted|authorized)|permission|access|forbidden|attention required/i,
    fits: status => status === 403,
    what: 'does not allow it',
    advice: 'check that the account may use this model',
  },
  {
    fits: status => status === 401 || status === 403,
    what: 'refused the key',
    advice: 'put a valid one into apiKey',
  },
  {
    words:
      /page not found|cannot (?:get|post)|no (?:route|such endpoint)|unknown (?:url|endpoint|path)/i,
    fits: status => status === 404,
    what: 'has nothing at this address',
    advice: 'correct baseURL',
  },
  {
    fits: status => status === 404,
    what: 'has no such model',
    advice: ({ provider, model }) => factsOf(provider).whenMissing(model),
  },
  {
    fits: status => status === 429,
    what: 'was asked too often',
    advice: ({ task }) =>
      task === 'embeddings' ? 'wait' : 'wait, or ask less often with a longer cooldown',
    isPassing: true,
  },
  {
    words: /\b(?:failed|unable|could not|cannot|error) (?:to )?load|failed to initiali[sz]e/i,
    fits: any,
    what: 'could not load it',
    advice: "check the server's log",
  },
  {
    words: /\bloading\b/i,
    fits: own,
    what: 'is not ready yet',
    advice: 'wait until it has loaded the model',
    isPassing: true,
  },
  { fits: own, what: 'has an internal error', advice: 'try again later', isPassing: true },
  { fits: any, what: 'refused the question', advice: 'look at model and the options' },
]

/** Reads a refusal. */
export function explainRefusal(
  { status, said, names }: ProviderRefusal,
  named: ModelOptions,
): ExplainedRefusal {
  const { name } = factsOf(named.provider)
  const kind =
    status === undefined
      ? undefined
      : KINDS.find(({ words, fits }) => fits(status) && (words?.test(`${said} ${names}`) ?? true))
  if (kind === undefined)
    return {
      why: `${name} did not send ${named.task === 'embeddings' ? 'embeddings' : 'a chat answer'} (${said})`,
      advice: 'check that baseURL is its address and try again',
      isPassing: true,
      kind: 'invalid',
    }
  const { what, advice, isPassing = false } = kind
  // Pages of proxies begin with the status.
  const words = said.replace(new RegExp(`^${status}\\s*[-:]?\\s*`), '')
  return {
    why: `${name} ${what} (${[status, words].filter(part => part !== '').join(': ')})`,
    advice: typeof advice === 'string' ? advice : advice(named),
    isPassing,
    kind: kind.kind,
  }
}
