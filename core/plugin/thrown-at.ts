import { isAbsolute, relative, sep } from 'node:path'
import { messageOf, PrometheanError } from '../errors.ts'
import { isSource } from './source-files.ts'
import { framesOf } from './stack-frames.ts'

/**
 * What was thrown as a sentence, with the place in the author's own files: `x is not iterable, at config/bingo.ts:23:49`.
 * @param folder the config's folder; absent: no files are known
 */
export function placed(failure: unknown, folder: string | undefined): string {
  const message = messageOf(failure)
  // An error with its own message was thrown on purpose: its place in the code helps nobody.
  if (folder === undefined || !(failure instanceof Error) || failure instanceof PrometheanError)
    return message
  const place = placeIn(folder, failure.stack ?? '')
  return place === undefined ? message : `${message}, at ${place}`
}

function placeIn(folder: string, stack: string): string | undefined {
  for (const { file, at } of framesOf(stack)) {
    const parts = relative(folder, file).split(sep)
    const isInFolder = parts[0] !== '..' && !isAbsolute(parts.join(sep))
    const isOwn = isInFolder || isSource(file)
    if (isOwn && !parts.includes('node_modules')) return `${parts.join('/')}:${at}`
  }
  return undefined
}
