import type { Problem } from '../errors.ts'
import type { CheckedConfig } from './check/check.ts'
import type { LoadedConfig } from './load/load.ts'

/** A config as it was found: whole, or with its problems. */
export interface Reading {
  readonly problems: readonly Problem[]
  readonly config?: CheckedConfig
  readonly loaded?: LoadedConfig
}
