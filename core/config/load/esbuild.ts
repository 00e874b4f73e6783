import { stop } from 'esbuild'
import { messageOf } from '../../errors.ts'

/**
 * Calls esbuild, which works in a process of its own. Where that was killed esbuild starts no other by itself, and every later
 * save would fail: https://github.com/evanw/esbuild/blob/v0.28.2/lib/shared/common.ts, "The service is no longer running".
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
