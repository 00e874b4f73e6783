import { definePlugin } from 'promethean'
import { needs } from './needs.ts'
import { chatBotOptions, commandsOf } from './options.ts'

export type { Reply, ReplyTools, Rule, Timer } from './rules/rule.ts'

/** Answers commands, mentions, patterns and events in chat, and repeats texts on timers. */
export const chatBot = definePlugin({
  name: 'chat-bot',
  options: chatBotOptions,
  needs,
  commands: commandsOf,
  setup: async context => (await import('./wire.ts')).wire(context, Math.random),
})
