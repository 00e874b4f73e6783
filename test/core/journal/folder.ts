import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A path for a journal in a folder of its own, gone after the test: of a concurrent one, the test's own `onTestFinished`. */
export function temporaryFile(name = 'journal.db', finished = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'promethean journal ü '))
  finished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return join(folder, name)
}
