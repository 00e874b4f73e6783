import type { Event, EventType } from 'promethean'
import type { Memory } from './model/memory.ts'
import type { Rooms } from './rooms.ts'

const SAVE_MS = 1_000

interface SavedStateParts {
  readonly memory: Memory
  readonly rooms: Rooms
  /** Whether any rule needs earlier messages. */
  readonly remembers: boolean
}

/** Records messages, and saves them from time to time and at the end. */
export class SavedState {
  readonly #parts: SavedStateParts
  #timer: NodeJS.Timeout | undefined
  #isOver = false

  constructor(parts: SavedStateParts) {
    this.#parts = parts
  }

  /** What it wants to hear. */
  get types(): readonly EventType[] {
    return this.#parts.remembers
      ? ['chat.message', 'chat.sent', 'chat.deleted', 'chat.cleared']
      : ['chat.message']
  }

  hear(event: Event): void {
    const { memory, rooms, remembers } = this.#parts
    if (event.type === 'chat.message') rooms.hear(event)
    if (!remembers) return
    if (event.type === 'chat.message') {
      // Our own lines come as chat.sent, from every platform.
      if (!event.data.isSelf && !event.data.sharedFrom) memory.hear(event)
    } else if (event.type === 'chat.sent') memory.say(event)
    else if (event.type === 'chat.deleted' || event.type === 'chat.cleared') memory.forget(event)
    else return
    this.#timer ??= setTimeout(() => this.#save(), SAVE_MS)
  }

  /** Saves for the last time; another instance may continue from there. */
  end(): void {
    if (this.#isOver) return
    this.#save()
    this.#isOver = true
  }

  #save(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#isOver) return
    this.#parts.memory.save()
    this.#parts.rooms.save()
  }
}
