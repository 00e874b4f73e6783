import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** A code block of a page. */
export interface Block {
  /** `README.md`, with forward slashes. */
  readonly page: string
  /** Of its first line of code, from 1. */
  readonly line: number
  readonly language: string
  /** What stands behind the language: `run`. */
  readonly marks: readonly string[]
  readonly text: string
}

/** A TypeScript block where it was written to. */
export interface Example extends Block {
  readonly file: string
  /** The folder of the project it belongs to. */
  readonly folder: string
}

/** Every page whose code is held true. */
export async function pages(): Promise<readonly string[]> {
  const found = ['README.md']
  for (const pattern of ['docs/*.md', 'core/README.md', 'plugins/README.md', 'plugins/*/README.md'])
    for await (const file of glob(pattern, { cwd: ROOT, exclude: ['plugins/dist/**'] }))
      found.push(file.replaceAll('\\', '/'))
  return found.sort()
}

/** The code blocks of a page, in order. */
export function blocksOf(page: string): readonly Block[] {
  const lines = readFileSync(join(ROOT, page), 'utf8').split(/\r?\n/)
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; at++) {
    const [, info] = /^```(\S.*)$/.exec(lines[at] ?? '') ?? []
    if (info === undefined) continue
    const end = lines.indexOf('```', at + 1)
    if (end < 0) throw new Error(`${page}:${at + 1} opens a block that nothing closes`)
    const [language = '', ...marks] = info.split(/\s+/)
    blocks.push({
      page,
      line: at + 2,
      language,
      marks,
      text: `${lines.slice(at + 1, end).join('\n')}\n`,
    })
    at = end
  }
  return blocks
}

/**
 * Writes the TypeScript of these pages below `.cache`, where packages are found. A block that begins with a path
 * in a comment stands at that path, so that later ones can import it; a path that comes again begins the next
 * state of the project in a folder of its own.
 */
export function writeExamples(name: string, sources: readonly string[]): readonly Example[] {
  const top = join(ROOT, '.cache', name)
  rmSync(top, { recursive: true, force: true, maxRetries: 5 })
  return sources.flatMap(page => writePage(top, page))
}

function writePage(top: string, page: string): readonly Example[] {
  const examples: Example[] = []
  const named = new Map<string, string>()
  const shown = new Set<string>()
  let state = 1
  for (const block of blocksOf(page)) {
    if (block.language !== 'ts' || block.marks.includes('fragment')) continue
    const name = pathOf(block.text)
    const isNext = name !== undefined && shown.has(name)
    if (isNext) {
      state += 1
      shown.clear()
    }
    const folder = join(top, page.replace(/\.md$/, '').replaceAll('/', '-'), String(state))
    if (isNext) for (const [path, text] of named) write(join(folder, path), text)
    const file = join(folder, name ?? `line-${block.line}.ts`)
    if (name !== undefined) {
      shown.add(name)
      named.set(name, block.text)
    }
    write(file, block.text)
    examples.push({ ...block, file, folder })
  }
  return examples
}

function pathOf(text: string): string | undefined {
  return /^\/\/ (\S+\.ts)\n/.exec(text)?.[1]
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
