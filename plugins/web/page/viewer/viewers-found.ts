/** The answer of the operation `viewer`. */
export interface ViewersFound {
  /** Several if several have this name. */
  readonly viewers: readonly ViewerFound[]
  readonly completeUntil?: string
}

export interface ViewerFound {
  readonly platform: string
  readonly id: string
  readonly name: string
  readonly displayName: string
  readonly roles: readonly string[]
  readonly firstSeen: string
  readonly lastSeen: string
  readonly names: readonly { readonly name: string; readonly displayName: string }[]
  readonly lines: number
  readonly events: Readonly<Record<string, number>>
  readonly gifts: { readonly given: number; readonly received: number }
  readonly bits: number
  readonly moderation: readonly Moderated[]
  readonly lastLines: readonly { readonly id: string; readonly at: string; readonly text: string }[]
}

export interface Moderated {
  readonly action: string
  readonly at: string
  readonly seconds?: number
  readonly reason?: string
  readonly moderator?: string
}
