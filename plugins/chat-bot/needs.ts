import {
  Actions,
  ChatOutput,
  type Context,
  chooseProvider,
  EventHistory,
  LanguageModel,
  Memory,
  Moderation,
  many,
  Streamer,
  StreamState,
  TitleTarget,
} from 'promethean'
import type { ChatBotOptions } from './options.ts'
import type { CheckedRule } from './rules/checked-rule.ts'

/** The ports the bot works with. */
export const needs = {
  chat: ChatOutput,
  streamer: Streamer,
  streamState: StreamState,
  history: EventHistory,
  memory: Memory,
  models: many(LanguageModel),
  actions: many(Actions),
  titles: many(TitleTarget),
  moderation: many(Moderation),
}

export type BotContext = Context<ChatBotOptions, typeof needs>

/** Logs which rules cannot work because no plugin provides what they need. */
export function warnOfMissing(
  { ports, options, log }: BotContext,
  entries: readonly CheckedRule[],
): void {
  const missing = [
    {
      what: 'LanguageModel',
      how: 'languageModel({ ... })',
      found: chooseProvider(ports.models, options.model),
      users: entries.filter(({ words }) => words.kind === 'prompt'),
    },
    {
      what: 'Actions',
      how: 'streamerbot({ ... })',
      found: chooseProvider(ports.actions, options.actions),
      users: entries.filter(({ rule }) => rule.run !== undefined),
    },
  ]
  for (const { what, how, found, users } of missing) {
    const [first] = users
    if (found === undefined && first !== undefined)
      log.error(
        `cannot answer ${first.name}: no plugin in this config provides ${what} under that name; add ${how}, or correct the option`,
      )
  }
}
