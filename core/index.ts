export { type AccessHolder, AccessTokens } from './access/tokens.ts'
export { hostInAddress, isHost, isServerAddress } from './addresses.ts'
export {
  Backoff,
  type BackoffSettings,
  inTime,
  pause,
  type TimeLimit,
  type TimeLimitSettings,
  timeLimit,
  unlessAborted,
  within,
} from './async.ts'
export { type InOrderSettings, inOrder } from './bus/in-order.ts'
export { type Config, defineConfig, type StreamerAccounts } from './config/define.ts'
export type { CapturedEffect } from './daemon/dry-gate.ts'
export type { ReloadReport } from './daemon/reloads.ts'
export { run } from './daemon/run.ts'
export type { Running, RunSettings } from './daemon/running.ts'
export { makeFolder, replaceFile } from './disk.ts'
export {
  type Duration,
  isDuration,
  isSize,
  parseDuration,
  parseSize,
} from './duration.ts'
export { type DurationBounds, duration } from './duration-option.ts'
export {
  ConfigProblem,
  type ErrorCode,
  messageOf,
  NotReady,
  PluginFailure,
  type Problem,
  PrometheanError,
  Refused,
  type Sentence,
  sentenceOf,
} from './errors.ts'
export type { Envelope } from './events/envelope.ts'
export {
  type Event,
  event,
  type NewEnvelope,
  type NewEvent,
  type Told,
} from './events/event.ts'
export { SceneOnAir, type SceneOnAirSettings } from './events/scene-on-air.ts'
export { twinKey } from './events/twins.ts'
export type { ChatMessage, Emote, Reply } from './events/types/chat.ts'
export type { Badge, Role, User } from './events/types/people.ts'
export type { Statement, StreamInfo } from './events/types/streams.ts'
export type { Tier } from './events/types/support.ts'
// Whole, because a plugin's `declare module 'promethean'` reaches Events only through `export *`.
export * from './events/vocabulary.ts'
export { withoutUndefined } from './events/without-undefined.ts'
export { type FetchTrouble, fetchTrouble } from './fetch-trouble.ts'
export { lockFile } from './journal/file-lock.ts'
export { whileLocked } from './journal/while-locked.ts'
export type { Level, LogLine } from './log.ts'
export { type Answer, type Refusal as OperationRefusal, refusalOf } from './operations/answer.ts'
export {
  type CallerOperations,
  type CallSettings,
  InstanceOperations,
  type OperationInfo,
} from './operations/instance-operations.ts'
export type { RefusedEdit, RunStatus } from './operations/live/run-status.ts'
export type { Caller } from './operations/operation.ts'
export type { OperationSettings, Operations } from './operations/operations-of.ts'
export { longestMessage } from './outbox/limits.ts'
export { moduleBeside } from './own-module.ts'
export type {
  CheckedState,
  ConsumeFunction,
  ConsumeSettings,
  Context,
  Ending,
  FilterFunction,
  FoundState,
  Handler,
  Link,
  LinkAccount,
  Log,
  Look,
  NoteSettings,
  OnOptions,
  Output,
  Recall,
  RecallFunction,
  Secrets,
  State,
  StateOf,
  StateSchemas,
  Verdict,
} from './plugin/context.ts'
export {
  definePlugin,
  type ExamineContext,
  type Finding,
  findingOf,
  type PluginDefinition,
  type PluginFactory,
  type PluginUse,
  type SignedIn,
  type SignInContext,
  type UseSettings,
} from './plugin/define.ts'
export {
  type Embedded,
  type EmbeddingModel,
  type EmbeddingPurpose,
  Embeddings,
  EmbeddingsFailure,
  type EmbeddingsFault,
  MOST_TEXTS,
} from './plugin/embeddings/port.ts'
export { embeddableTexts } from './plugin/embeddings/texts.ts'
export { unitVectors, type VectorLimits } from './plugin/embeddings/vectors.ts'
export type { Json } from './plugin/json.ts'
export { type JsonSchema, jsonSchemaOf } from './plugin/json-schema.ts'
export type { Done, NotDone, Outcome } from './plugin/outcome.ts'
export {
  chooseProvider,
  definePort,
  type ManyPort,
  many,
  type Need,
  type Needs,
  type OptionalPort,
  optional,
  type Port,
  type PortSettings,
  type Provided,
} from './plugin/port.ts'
export {
  AGENT_ACTS,
  type AgentAct,
  AgentDoor,
  type AgentLimits,
  AgentRules,
} from './plugin/ports/agents.ts'
export {
  type Account,
  ChatOutput,
  ChatSender,
  type ChatSpeaker,
  type ChatTarget,
  type Receipt,
  type Refusal,
  type SayOptions,
  type SendReceipt,
  type SendTarget,
} from './plugin/ports/chat.ts'
export {
  Actions,
  type EffectOptions,
  Moderation,
  StreamControl,
  type TimeoutOptions,
  type TitleReach,
  TitleTarget,
} from './plugin/ports/effects.ts'
export {
  type ForgetRequest,
  Forgetting,
  type ForgettingPlace,
  type ForgottenThere,
} from './plugin/ports/forgetting.ts'
export {
  type Generated,
  type GenerateRequest,
  LanguageModel,
  type LookedUp,
  type LookUp,
  type ModelTool,
  type UntrustedText,
} from './plugin/ports/language-model.ts'
export {
  type FoundPassage,
  type FoundPassages,
  MEMORY_PLACES,
  MEMORY_WAYS,
  Memory,
  MemoryIndex,
  type MemoryPlace,
  type MemoryRange,
  type MemoryWay,
  type NearPassage,
  type NearPassages,
  type Passage,
} from './plugin/ports/memory.ts'
export {
  type TokenOrigin,
  TokenSource,
  type TwitchAnswer,
  TwitchApi,
  type TwitchMethod,
  type TwitchRequest,
} from './plugin/ports/platform-api.ts'
export {
  Approval,
  type ApprovalRequest,
  type Decision,
  EventHistory,
  type EventQuery,
  type FoundLines,
  Streamer,
  StreamState,
} from './plugin/ports/runtime.ts'
export type { Schema } from './plugin/schema.ts'
export { change, drop, keep } from './plugin/verdict.ts'
export { aboutProvider } from './ports/about-provider.ts'
export { saidIn } from './response-message.ts'
export type { RuntimeStatus } from './runtime/status.ts'
export { ownsChannel } from './streamer/owns-channel.ts'
export { accountName, anyOf, isSameAccount, mentions } from './text/accounts.ts'
export { plainAnswer } from './text/answer.ts'
export { channelName, inChannel } from './text/channel.ts'
export { cutAtWord } from './text/cut.ts'
export { holdsLink } from './text/links.ts'
export { nearest, suggestion } from './text/nearest.ts'
export { onOneLine } from './text/one-line.ts'
export { type TitleLimit, titleLimit, titleProblem } from './text/title-limits.ts'
export { normalText, visibleText, withoutInvisible, wordsOf } from './text/visible.ts'
