import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../packages/tools.ts'

const PAGE = readFileSync(join(ROOT, 'docs', 'releasing.md'), 'utf8')

/** A command of docs/releasing.md. */
export interface PageCommand {
  readonly command: string
  /** Whether it can be tried here. */
  readonly isRun: boolean
}

/** The commands in the blocks below a heading of docs/releasing.md; the blocks marked `run` can be tried. */
export function commandsUnder(heading: string): readonly PageCommand[] {
  const section = PAGE.split(/^## /m).find(text => text.startsWith(`${heading}\n`))
  if (section === undefined) throw new Error(`docs/releasing.md has no heading ${heading}`)
  return [...section.matchAll(/^ *```sh( run)?\n(.*?)^ *```$/gms)].flatMap(([, mark, lines = '']) =>
    lines
      .trim()
      .split('\n')
      .map(line => ({ command: line.trim(), isRun: mark !== undefined })),
  )
}
