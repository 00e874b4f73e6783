import { NotReady } from '../errors.ts'
import type { Event } from '../events/event.ts'
import { RUNTIME } from '../events/runtime-source.ts'
import type { Platform } from '../events/vocabulary.ts'
import { Embeddings, EmbeddingsFailure } from '../plugin/embeddings/port.ts'
import type { Port, Provided } from '../plugin/port.ts'
import { ChatSender } from '../plugin/ports/chat.ts'
import {
  type Generated,
  type GenerateRequest,
  LanguageModel,
} from '../plugin/ports/language-model.ts'
import { MemoryIndex } from '../plugin/ports/memory.ts'
import { TwitchApi } from '../plugin/ports/platform-api.ts'
import type { StandIn } from './used-ports.ts'

/** What a model says in a replay where the record has no answer of it. */
const NO_ANSWER = 'an answer that was not recorded'

/** What stand-ins know of the time that is replayed. */
export interface RecordedCast {
  readonly platforms: readonly Platform[]
  /** What each use spoke as, by its id and then by platform. */
  readonly speakers: ReadonlyMap<string, ReadonlyMap<Platform, string>>
  /** What language models answered then. */
  readonly answers: readonly Event<'llm.answered'>[]
}

/** Stand-ins of ports: senders that send nothing, models that repeat what they answered, and silent ones that return only what their ports declare. */
export function standIns(record: RecordedCast): StandIn {
  const model = player(record.answers)
  return (port, use) => {
    if (port.name === ChatSender.name) return senderOf(record, use)
    if (port.name === LanguageModel.name) return model
    if (port.name === Embeddings.name) return embeddings
    if (port.name === MemoryIndex.name) return memoryIndex
    if (port.name === TwitchApi.name) return twitch
    return silent(port)
  }
}

// Every effect is captured before it gets here.
function senderOf({ platforms, speakers }: RecordedCast, use: string): Provided<typeof ChatSender> {
  return {
    platforms,
    account(platform, channel) {
      const name = speakers.get(use)?.get(platform)
      // Which lines were our own the journal says. Nobody's name among the streamer's accounts would make every chat
      // a stranger's.
      if (channel === undefined) return name === undefined ? undefined : { name }
      return { name: RUNTIME, roles: ['broadcaster'] }
    },
    send: async () => ({ status: 'sent', confirmed: false }),
  }
}

/** Gives the recorded answer to the same question: matched by the event it answered, else by its text. */
function player(answers: readonly Event<'llm.answered'>[]): LanguageModel {
  const left = [...answers]
  return {
    async generate(request): Promise<Generated> {
      const found =
        left.find(told => request.cause !== undefined && told.cause === request.cause.id) ??
        left.find(told => isAsked(told, request))
      if (found === undefined) return { text: NO_ANSWER, model: 'stand-in' }
      left.splice(left.indexOf(found), 1)
      const { answer, model, tokens } = found.data
      return { text: answer, model, ...(tokens !== undefined && { tokens }) }
    },
  }
}

function isAsked({ data }: Event<'llm.answered'>, { system, prompt }: GenerateRequest): boolean {
  return data.prompt === prompt && (data.system ?? '') === (system ?? '')
}

// Only reads get here, and it is unknown what Twitch would have answered then.
const twitch: Provided<typeof TwitchApi> = {
  request: async (method, path) => {
    throw new NotReady({
      what: `cannot ask Twitch for ${method} ${path} in a replay`,
      why: 'its answer was not recorded',
      advice: 'handle this rejection and continue without the answer',
    })
  },
}

// Vectors are not recorded: they lie in whatever was made of them.
const embeddings: Provided<typeof Embeddings> = {
  model: 'stand-in',
  dimensions: undefined,
  embed: async () => {
    throw new EmbeddingsFailure('away', {
      what: 'cannot embed texts in a replay',
      why: 'their vectors were not recorded',
      advice: 'handle this rejection and continue without them',
    })
  },
}

// What is remembered now is not what was remembered then.
const memoryIndex: Provided<typeof MemoryIndex> = {
  nearest: async () => {
    throw new EmbeddingsFailure('away', {
      what: 'cannot search by meaning in a replay',
      why: 'the index holds what was said since, too',
      advice: 'handle this rejection and continue without what it would find',
    })
  },
}

function silent({ name, captured }: Port<unknown>): unknown {
  return new Proxy(Object.freeze({ name }), {
    get: (_target, member) =>
      member === 'then' || typeof member === 'symbol'
        ? undefined
        : async () => (Object.hasOwn(captured, member) ? captured[member] : undefined),
  })
}
