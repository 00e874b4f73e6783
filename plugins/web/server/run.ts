import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** Unique to this run of the process: what had a number in an earlier one may have another in this. */
export const RUN = randomUUID()

/** Promethean's version. */
export function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const { version: found }: { version: string } = JSON.parse(text)
  return found
}

/** Header that tells whose page it is. */
export const INSTANCE_HEADER = 'X-Promethean-Instance'

/** The same for every run that keeps its files in this folder, and no other; it does not say where that is. */
export function instanceOf(folder: string): string {
  return createHash('sha256').update(folder).digest('base64url')
}
