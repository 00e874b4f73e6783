/** The result of an effect, that is of a call that changes something outside. */
export type Outcome<T = void> = Done<T> | NotDone

/** The effect was done. */
export interface Done<T> {
  readonly done: true
  readonly value: T
}

/** The effect was not done, and that is no error. */
export interface NotDone {
  readonly done: false
  /**
   * `muted`: by `promethean mute`. `dry`: a dry run and a replay only record effects. `made_up`: the event it answers was
   * simulated. `absent`: the plugin that would do it is stopped or not connected.
   */
  readonly reason: 'muted' | 'dry' | 'made_up' | 'absent'
  /** A sentence: what was not done, why, and what to do about it. */
  readonly message: string
}
