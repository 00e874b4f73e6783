import { stop } from 'esbuild'
import { messageOf } from '../../errors.ts'

/**
 * Calls esbuild, which runs in a process of its own. If that process is killed, esbuild does not start another one, and
 * every later save would fail: https://github.com/evanw/esbuild/blob/v0.28.2/lib/shared/common.ts, "The service is no longer running".
 */
export async function withEsbuild<Result>(compile: () => Promise<Result>): Promise<Result> {
  try {
    return await compile()
  } catch (failure) {
    if (!messageOf(failure).startsWith('The service ')) throw failure
    await stop()
    return compile()
  }
}
