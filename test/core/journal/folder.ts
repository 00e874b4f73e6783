import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A path for a journal in a folder of its own, gone after the test. */
export function temporaryFile(name = 'journal.db'): string {
  const folder = mkdtempSync(join(tmpdir(), 'promethean journal ü '))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return join(folder, name)
}
