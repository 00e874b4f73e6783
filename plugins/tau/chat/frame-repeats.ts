/** While two connections are open, both receive the same: the second copy of each frame is dropped, one to one. */
export class FrameRepeats {
  /** Frames that only one side has received so far, by path and text. */
  readonly #waiting = new Map<string, { by: object; count: number }>()
  #isOn = false

  begin(): void {
    this.#isOn = true
  }

  end(): void {
    this.#isOn = false
    this.#waiting.clear()
  }

  /** Whether the other side has received this frame. */
  isRepeat(by: object, path: string, text: string): boolean {
    if (!this.#isOn) return false
    const what = `${path} ${text}`
    const waiting = this.#waiting.get(what)
    if (waiting === undefined) this.#waiting.set(what, { by, count: 1 })
    else if (waiting.by === by) waiting.count += 1
    else if (waiting.count > 1) waiting.count -= 1
    else this.#waiting.delete(what)
    return waiting !== undefined && waiting.by !== by
  }
}
