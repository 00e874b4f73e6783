import {
  type PrometheanProcess,
  type RunSettings,
  startPromethean as startForTests,
} from '../../test/support/process/promethean.ts'

/** Starts a `run` as a user's Node does and waits until it is ready: the tests give Node flags that make it slow in the long run. */
export function startPromethean(
  file: string,
  settings: RunSettings = {},
): Promise<PrometheanProcess> {
  return startForTests(file, { node: [process.execPath], ...settings })
}
