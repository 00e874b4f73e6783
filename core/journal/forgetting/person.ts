/** Somebody on one platform, by all that events call them. */
export interface Person {
  readonly platform: string
  /** The platform's id. */
  readonly id: string
  /** All logins and display names they were seen with. */
  readonly names: readonly string[]
}

/** What was deleted of a person, or would be. */
export interface ForgottenEvents {
  /** Deleted events by type: their own, and those that answered them or quoted them. */
  readonly removed: Readonly<Record<string, number>>
  /** Events of others that stay without this person's name and words. */
  readonly cleaned: number
  /** Deleted lines of `explain` about other events. */
  readonly notes: number
  /** Plugins whose own state contains a name or the id; it is left alone. */
  readonly states: readonly string[]
}

/** How events are forgotten. */
export interface ForgetSettings {
  /** Only count. */
  readonly dry?: boolean
  /** Ends it between two pieces; what is deleted stays deleted. */
  readonly signal?: AbortSignal
  /** @param share 0 to 1 */
  readonly onProgress?: (share: number) => void
}
