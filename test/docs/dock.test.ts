import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { OPERATIONS } from '../../core/operations/all.ts'
import { ROOT } from './pages.ts'

const page = readFileSync(join(ROOT, 'docs/dock.md'), 'utf8')
const rows = [...page.matchAll(/^\| .+ \| `(\w+)` \| `(\{.*\})` \|$/gm)]
const [, allowed = ''] = /--token deck --may ([\w,]+)$/m.exec(page) ?? []

it('the page has buttons to press', () => {
  expect(rows.length).toBeGreaterThan(4)
})

it.each(rows.map(([, operation = '', body = '']) => [operation, body] as const))(
  'a button of the page asks for something there is, and its token may: %s %s',
  (operation, body) => {
    const declared = new Map(Object.entries(OPERATIONS)).get(operation)
    expect(declared?.input.safeParse(JSON.parse(body)).error).toBeUndefined()
    expect(declared).toBeDefined()
    expect(allowed.split(',')).toContain(operation)
  },
)
