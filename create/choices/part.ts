/** A value that a streamer keeps in `.env`. */
export interface Variable {
  readonly name: string
  /** As the question calls it. */
  readonly title: string
  /** Where the value comes from: the comment in `.env`, line by line. */
  readonly comment: readonly string[]
  /** Never shown, neither while it is typed nor afterwards. */
  readonly isSecret?: boolean
  /** The value if none is given. */
  readonly ready?: string
}

/** A plugin that can be chosen, and how the config uses it. */
export interface Part {
  /** The id of its plugin. */
  readonly id: string
  /** As people call it. */
  readonly title: string
  /** What it is good for, in a few words. */
  readonly hint: string
  /** Its name in `@promethean/plugins`. */
  readonly factory: string
  /** Without these it is left out. */
  readonly needs: readonly Variable[]
  /** It works without these, but does less. */
  readonly wants?: readonly Variable[]
  /** Its options as the config has them. */
  readonly options: readonly string[]
  /** More options, if a model writes titles. */
  readonly titleOptions?: readonly string[]
  /** Reports that OBS goes live, which is when a title is written. */
  readonly tellsStart?: boolean
  /** Can set the title of a stream. */
  readonly setsTitles?: boolean
}
