import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { OPERATIONS, STREAMS } from '../../core/operations/all.ts'
import { ROOT } from './pages.ts'

const page = readFileSync(join(ROOT, 'docs/program.md'), 'utf8')
const table = page.slice(page.indexOf('| function | what it does |'))
const rows = [...table.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)]

it('the page on programs lists every operation, as it describes itself', () => {
  const told = rows.map(([, name, description]) => `${name}: ${description}`)
  const declared = Object.entries({ ...OPERATIONS, ...STREAMS })
  expect(told.toSorted()).toEqual(
    declared.map(([name, { description }]) => `${name}: ${description}`).toSorted(),
  )
})
