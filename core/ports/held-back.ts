/** Why an effect was held back; this is not an error. */
export interface HeldBack {
  /** `muted`: by `promethean mute`. `absent`: the plugin that would do it is not running or not connected. */
  readonly reason: 'muted' | 'absent'
  /** What was not done, why, and what to do. */
  readonly message: string
}

const ANSWERS = new WeakMap<object, HeldBack>()

/**
 * Tells whether an effect was held back. Such a call still resolves, so that you need not check if you do not care.
 * @param result what a method of `StreamControl`, `Actions`, `Moderation`, `TitleTarget` or your own port resolved to
 * @returns undefined if the effect was done
 * @example if (heldBack(await ports.obs.scene('Welcome', { cause })) === undefined) note(cause, 'showed Welcome')
 */
export function heldBack(result: unknown): HeldBack | undefined {
  return typeof result === 'object' && result !== null ? ANSWERS.get(result) : undefined
}

/**
 * What the caller of an effect gets if it is held back.
 * @param value what the method returns if it is only recorded; it is copied, because only a new object can be marked
 */
export function heldBackAnswer(value: unknown, why: HeldBack): unknown {
  if (value !== undefined && typeof value !== 'object') return value
  const answer = Object.freeze(Array.isArray(value) ? [...value] : { ...value })
  ANSWERS.set(answer, why)
  return answer
}
