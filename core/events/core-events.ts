import { type ChannelEvents, channelEvents } from './types/channel.ts'
import { type ChatEvents, chatEvents } from './types/chat.ts'
import { type ChatOutputEvents, chatOutputEvents } from './types/chat-output.ts'
import type { Declaration, Declarations } from './types/declaration.ts'
import { type LanguageModelEvents, languageModelEvents } from './types/language-models.ts'
import { type MemoryEvents, memoryEvents } from './types/memory.ts'
import { type MoodEvents, moodEvents } from './types/mood.ts'
import { type PlatformEvents, platformEvents } from './types/platform-event.ts'
import { type RuntimeEvents, runtimeEvents } from './types/runtime.ts'
import { type StreamEvents, streamEvents } from './types/streams.ts'
import { type SupportEvents, supportEvents } from './types/support.ts'
import { type TitleEvents, titleEvents } from './types/titles.ts'

/** The events core knows, without those plugins add. */
export interface CoreEvents
  extends ChatEvents,
    SupportEvents,
    ChannelEvents,
    StreamEvents,
    TitleEvents,
    ChatOutputEvents,
    MoodEvents,
    LanguageModelEvents,
    MemoryEvents,
    RuntimeEvents,
    PlatformEvents {}

/** The declaration of each of them, in the order they are shown in. */
export const coreEvents = {
  ...chatEvents,
  ...supportEvents,
  ...channelEvents,
  ...streamEvents,
  ...titleEvents,
  ...chatOutputEvents,
  ...moodEvents,
  ...languageModelEvents,
  ...memoryEvents,
  ...runtimeEvents,
  ...platformEvents,
} satisfies Declarations<CoreEvents>

export type CoreType = keyof CoreEvents

/** Their types, in the same order. */
// An object's keys are texts to TypeScript; these are all the keys of this one.
export const EVENT_TYPES = Object.keys(coreEvents) as readonly CoreType[]

const BY_TYPE: ReadonlyMap<string, Declaration> = new Map(Object.entries(coreEvents))

/** Core's declaration of a type; undefined for types of plugins and unknown types. */
export function declarationOf(type: string): Declaration | undefined {
  return BY_TYPE.get(type)
}
