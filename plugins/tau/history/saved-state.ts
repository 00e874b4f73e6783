import type { State } from 'promethean'
import type { OwnChannel } from '../map/row-events.ts'
import type { FetchPosition } from './fetch-everything.ts'
import type { HistoryMark } from './progress.ts'

// One save for many rows; core saves it after the events published before it. After a kill in between, some rows are fetched
// again, and core recognises their ids.
const MARK_DELAY_MS = 250

/** What survives restarts. It belongs to one TAU; for another address nothing is known. */
export class SavedState {
  readonly #state: State
  readonly #url: string
  #mark: HistoryMark | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(state: State, url: string) {
    this.#state = state
    this.#url = url
  }

  /** The channel of TAU's streamer, once known. */
  get own(): OwnChannel | undefined {
    const kept = this.#state.get<{ url: string; id: string; login: string }>('channel')
    return kept?.url === this.#url ? { id: kept.id, login: kept.login } : undefined
  }

  setOwn({ id, login }: OwnChannel): void {
    this.#state.set('channel', { url: this.#url, id, login })
  }

  /** How far TAU's stored events were published. */
  get mark(): HistoryMark | undefined {
    const kept = this.#state.get<HistoryMark & { readonly url: string; readonly id?: string }>(
      'history',
    )
    if (kept?.url !== this.#url) return undefined
    const { created, ids, id } = kept
    // An earlier version stored the last row separately.
    return { created, ids: id ? [...ids, id] : ids }
  }

  /** How far everything older was fetched. */
  get fetchPosition(): FetchPosition | undefined {
    const kept = this.#state.get<FetchPosition & { readonly url: string }>('everything')
    return kept?.url === this.#url ? kept : undefined
  }

  setFetchPosition(position: FetchPosition): void {
    this.#state.set('everything', { url: this.#url, ...position })
  }

  /** Saved a quarter of a second later; the first value, which does not belong to a published event, at once. */
  setMark(mark: HistoryMark): void {
    const isFirst = this.mark === undefined
    this.#mark = mark
    if (isFirst) this.#keep(mark)
    else if (this.#timer === undefined) this.#keepLater(mark)
  }

  forgetMark(): void {
    this.#state.delete('history')
    this.#state.delete('everything')
  }

  /** Saves pending values now. */
  flush(): void {
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#mark !== undefined) this.#keep(this.#mark)
  }

  #keepLater(mark: HistoryMark): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#keep(mark)
      if (this.#mark !== undefined && this.#mark !== mark) this.#keepLater(this.#mark)
    }, MARK_DELAY_MS).unref()
  }

  #keep(mark: HistoryMark): void {
    this.#state.set('history', { url: this.#url, ...mark })
  }
}
