import { definePort } from '../port.ts'

/** Who is to be forgotten, and which events were theirs. */
export interface ForgetRequest {
  readonly platform: string
  /** The platform's id. */
  readonly user: string
  /** All logins and display names they were seen with. */
  readonly names: readonly string[]
  /** Only count. */
  readonly dry: boolean
  /** The ids of all events that were ever forgotten, in pieces; theirs are among them. None in a dry run. */
  ids(): AsyncIterable<readonly string[]>
}

/** What was deleted, or would be. */
export interface ForgottenThere {
  /** What was theirs. */
  readonly removed: number
  /** What stays without their name and words. */
  readonly cleaned: number
  /** Where else something of theirs may be, which cannot be deleted from here, as it is shown. */
  readonly unreached?: readonly string[]
}

/** Deletes what a store outside the journal holds of a person. It can be asked again: then nothing is left to delete. */
export interface Forgetting {
  /** @throws NotReady if the store cannot be reached */
  forget(request: ForgetRequest, signal: AbortSignal): Promise<ForgottenThere>
}

/** What a provider says about its store. */
export interface ForgettingPlace {
  /** As it is shown: `MongoDB at 127.0.0.1:27017`. */
  readonly place: string
  /** `documents` are deleted only on request, because other programs may work with them. */
  readonly holds: 'index' | 'documents'
}

export const Forgetting = definePort<Forgetting, ForgettingPlace>('Forgetting', {
  outside: true,
  about: { place: true, holds: true },
})
