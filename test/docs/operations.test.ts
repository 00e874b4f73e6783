import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { OPERATIONS, STREAMS } from '../../core/operations/all.ts'
import { instanceOperations } from '../../core/operations/instance-operations.ts'
import type { Instance } from '../../core/operations/operation.ts'
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

// Only its list is read, which knows no instance.
const listed = instanceOperations({} as Instance, () => {}).list()
const api = readFileSync(join(ROOT, 'docs/api.md'), 'utf8')

it('the page on the API lists every operation and every stream, as they describe themselves', () => {
  const rowsBelow = (head: string) => {
    const lines = api.slice(api.indexOf(head)).split(/\r?\n/).slice(2)
    return lines.slice(0, lines.indexOf(''))
  }
  const acts = (foretells: boolean) => (foretells ? 'acts, `?dry`' : 'acts')
  expect(rowsBelow('| operation | kind | what it does |').toSorted()).toEqual(
    listed
      .filter(({ isStream }) => !isStream)
      .map(({ name, kind, foretells, description }) => {
        return `| \`${name}\` | ${kind === 'act' ? acts(foretells) : 'reads'} | ${description} |`
      })
      .toSorted(),
  )
  expect(rowsBelow('| stream | lines |').toSorted()).toEqual(
    listed
      .filter(({ isStream }) => isStream)
      .map(({ name, description }) => `| \`${name}\` | ${description} |`)
      .toSorted(),
  )
})

it('what the page on the API sends fits the operation it is sent to', () => {
  const sent = [...api.matchAll(/\/api\/(\w+)(?:(?!\/api)[^{])*?['`"](\{.*?\})['`"]/gs)]
  expect(sent.length).toBeGreaterThan(3)
  for (const [, name = '', body = ''] of sent) {
    const declared = new Map(Object.entries(OPERATIONS)).get(name)
    const input: unknown = JSON.parse(body.replaceAll('\\"', '"'))
    expect(declared?.input.safeParse(input), `${name} ${body}`).toMatchObject({ success: true })
  }
})
