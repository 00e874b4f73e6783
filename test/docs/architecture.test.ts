import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from './pages.ts'

const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8')
const rows = [...page.matchAll(/^\| `([^`]+)` \| `(\w+)` \|/gm)].map(
  ([, file = '', name = '']) => ({ file, name }),
)
const folders = [...page.matchAll(/^\| `((?:core|plugins)\/[\w/-]+\/)` \|/gm)].map(
  ([, folder = '']) => folder,
)

describe('the page on how it is built', () => {
  it('lists the way of an event and of an edit', () => {
    expect(rows.length).toBeGreaterThan(40)
  })

  it.each(rows)('finds $name in $file', ({ file, name }) => {
    const source = readFileSync(join(ROOT, file), 'utf8')
    const declared = new RegExp(`\\b(?:function|class|const) ${name}\\b`)
    expect(source).toMatch(declared)
  })

  it('names folders that are there, and each folder of core', () => {
    expect(folders.filter(folder => !existsSync(join(ROOT, folder)))).toEqual([])
    const there = readdirSync(join(ROOT, 'core'), { withFileTypes: true })
      .filter(entry => entry.isDirectory() && !['node_modules', 'dist'].includes(entry.name))
      .map(({ name }) => `core/${name}/`)
    expect(there.filter(folder => !folders.includes(folder))).toEqual([])
  })
})
