import { type Fields, fields, isFields } from '../../formats/json.ts'

// A blocking queue in Streamer.bot may hold a run back for a while.
const WAIT_MS = 60_000
const MAX_KNOWN = 200

interface Expected {
  readonly id?: string
  readonly name?: string
  readonly args: Fields
  readonly at: number
}

/**
 * Recognises events caused by our own runs: with `Raw.*`, each DoAction comes back as `Raw.Action` and `Raw.ActionCompleted`,
 * and a plugin that runs actions on those would loop.
 */
export class OwnActions {
  #expected: readonly Expected[] = []
  #running: readonly unknown[] = []

  /** An action is about to be run with these arguments. */
  expect(action: { readonly id?: string; readonly name?: string }, args: Fields): void {
    const expected = { ...action, args, at: performance.now() }
    this.#expected = [...this.#expected, expected].slice(-MAX_KNOWN)
  }

  /** Whether a frame is an echo of ours; each run takes one `Raw.Action`, and what has its running id. */
  isEcho(payload: Fields): boolean {
    const { source, type } = fields(payload.event)
    if (source !== 'Raw') return false
    const data = fields(payload.data)
    if (type !== 'Action') return this.#running.includes(data.id)
    const oldest = performance.now() - WAIT_MS
    const found = this.#expected.find(one => one.at >= oldest && isRunOf(one, data))
    if (found === undefined) return false
    this.#expected = this.#expected.filter(one => one !== found && one.at >= oldest)
    if (data.id !== undefined) this.#running = [...this.#running, data.id].slice(-MAX_KNOWN)
    return true
  }
}

function isRunOf({ id, name, args }: Expected, data: Fields): boolean {
  if (data.actionId !== id && data.name !== name) return false
  const told = fields(data.arguments)
  return Object.entries(args).every(([key, value]) => isSame(value, told[key]))
}

// Numbers and flags may come back as text.
function isSame(ours: unknown, told: unknown): boolean {
  const isNested = isFields(ours) || Array.isArray(ours)
  return isNested ? JSON.stringify(ours) === JSON.stringify(told) : String(ours) === String(told)
}
