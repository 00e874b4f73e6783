import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { TOOLS } from '../../core/mcp/tools.ts'
import { ROOT } from './pages.ts'

const page = readFileSync(join(ROOT, 'docs/agents.md'), 'utf8')
const [, section = ''] = page.split('### Arguments of the tools\n')
const [table = ''] = section.split('\n### ')
const namesIn = (cell = '') => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name)
const inputs = z.object({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
})

it('the page has the arguments of every tool, required and optional', () => {
  const rows = [...table.matchAll(/^\| `(\w+)` \|(.*)\|(.*)\|$/gm)]
  const told = rows.map(([, name, required, optional]) => [
    ...[name, namesIn(required), namesIn(optional)],
  ])
  const taken = Object.entries(TOOLS).map(([name, { info }]) => {
    const { properties, required } = inputs.parse(info.inputSchema)
    const isRequired = (one: string) => required.includes(one)
    const all = Object.keys(properties)
    return [name, all.filter(isRequired), all.filter(one => !isRequired(one))]
  })
  expect(told).toEqual(taken)
})
