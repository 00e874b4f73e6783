import { messageOf } from '../errors.ts'
import type { Output } from './output.ts'

/** What was acquired on the way up, given back newest first. */
export type Acquired = (() => unknown)[]

/** Gives all back; what goes wrong with one is said and keeps none of the others. */
export async function giveBack(acquired: Acquired, output: Output): Promise<void> {
  for (let next = acquired.pop(); next !== undefined; next = acquired.pop()) {
    try {
      await next()
    } catch (failure) {
      output.trouble(`the stop went wrong: ${messageOf(failure)}; what is in the journal is safe`)
    }
  }
}
