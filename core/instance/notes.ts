import type { Event } from '../events/event.ts'
import type { JournalWriter } from '../journal/writer.ts'
import type { NoteSettings } from '../plugin/context.ts'
import { ReasonCounts } from '../reason-counts.ts'
import type { Redactor } from '../secrets/redact.ts'

const NOTE_LENGTH = 500

interface NotesParts {
  readonly redactor: Redactor
  readonly writer: JournalWriter
}

/** What plugins did about events, for `explain`, and how often they did not do what an event asked for, for `status`. */
export class Notes {
  /** By `<plugin id>/<code>`. */
  readonly heldBack = new ReasonCounts()
  readonly #parts: NotesParts

  constructor(parts: NotesParts) {
    this.#parts = parts
  }

  add(plugin: string, { id }: Event, text: string, { heldBack }: NoteSettings = {}): void {
    const { redactor, writer } = this.#parts
    const said = [...redactor.text(String(text))].slice(0, NOTE_LENGTH).join('')
    writer.note({ event: String(id), plugin, text: said, at: new Date() })
    if (heldBack !== undefined) this.heldBack.add(`${plugin}/${redactor.text(String(heldBack))}`)
  }
}
