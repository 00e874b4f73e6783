import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The dock's token of a project that has run. */
export function tokenOf(folder: string): string {
  const stored = JSON.parse(readFileSync(join(folder, '.promethean/access.json'), 'utf8'))
  return stored.tokens[0].token
}
