import type { ChatLine } from '../chat/chat-line.ts'

/** An event whose details are open. */
export interface Opened {
  readonly id: string
  /** If it is in sight: shown before the journal has answered. */
  readonly line?: ChatLine
}
