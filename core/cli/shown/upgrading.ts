import type { Upgrading } from '../../journal/sqlite/database/upgrade.ts'
import type { Output } from './output.ts'
import { createProgress } from './progress.ts'

/** Shows how far the journal of an older Promethean is updated, and at the end where its copy is. */
export function createUpgradeView(output: Output) {
  const progress = createProgress(output.isJson)
  return {
    onUpgrading: ({ share, copy }: Upgrading): void => {
      if (share < 1) progress.show('copying the journal before the update', share)
      else {
        progress.end()
        output.trouble(
          `updated the journal; the previous one is ${copy}, delete it when all is well`,
        )
      }
    },
    /** Takes the line of an update that failed away. */
    end: (): void => progress.end(),
  }
}
