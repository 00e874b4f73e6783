export {
  chatBot,
  type Reply as ChatBotReply,
  type ReplyTools as ChatBotTools,
  type Rule as ChatBotRule,
  type Timer as ChatBotTimer,
} from './chat-bot/index.ts'
export { chatMood } from './chat-mood/index.ts'
export { chroma } from './chroma/index.ts'
export { ignoreUsers } from './ignore-users/index.ts'
export { languageModel } from './language-model/index.ts'
export { localEmbeddings } from './local-embeddings/index.ts'
export { mcp } from './mcp/index.ts'
export { memory } from './memory/index.ts'
export { mongo } from './mongo/index.ts'
export { obs } from './obs/index.ts'
export { recap } from './recap/index.ts'
export { restreamFilter } from './restream-filter/index.ts'
export {
  orSimulator,
  type RealParts,
  simulator,
  type WhenSetSettings,
  whenSet,
} from './simulator/index.ts'
export { streamerbot } from './streamerbot/index.ts'
export { tau } from './tau/index.ts'
export { type PromptContext, titleGenerator } from './title-generator/index.ts'
export { twitch } from './twitch/index.ts'
export { twitchIrc } from './twitch-irc/index.ts'
export { web } from './web/index.ts'
