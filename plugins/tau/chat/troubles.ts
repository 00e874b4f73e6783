import type { Link, Log } from 'promethean'

/** `worker`: no sign of TAU's worker. `count`: it may count its bots wrong. `echo`: messages do not arrive. */
type TroubleKind = 'worker' | 'count' | 'echo'

/** What does not work while TAU is connected: in the log when it begins and ends, in the status while it lasts. */
export class Troubles {
  readonly #link: Link
  readonly #log: Log
  readonly #present = new Map<TroubleKind, string>()

  constructor(link: Link, log: Log) {
    this.#link = link
    this.#log = log
  }

  begin(kind: TroubleKind, reason: string): void {
    if (this.#present.has(kind)) return
    this.#present.set(kind, reason)
    this.#log.warn(reason)
    this.#show()
  }

  end(kind: TroubleKind, sentence: string): void {
    if (!this.#present.delete(kind)) return
    this.#log.info(sentence)
    this.#show()
  }

  has(kind: TroubleKind): boolean {
    return this.#present.has(kind)
  }

  #show(): void {
    this.#link.troubled([...this.#present.values()][0])
  }
}
