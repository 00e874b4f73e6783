import { mcp } from '@promethean/plugins'
import { AGENT_ACTS } from 'promethean'
import { contract } from 'promethean/testing'
import { expect, it } from 'vitest'
import { OPERATIONS } from '../../../core/operations/all.ts'

contract('mcp', () => ({
  use: mcp({ act: ['say'] }),
  other: mcp({ act: ['say'], approve: false }),
}))

it('every act is an operation that can tell beforehand what it would do', () => {
  const operations = new Map(Object.entries(OPERATIONS))
  for (const act of AGENT_ACTS)
    expect(operations.get(act), act).toMatchObject({ kind: 'act', foretells: true })
})

it('none of them gives an approval or takes a mute away', () => {
  for (const never of ['approve', 'drop', 'unmute', 'agentCall'])
    expect(AGENT_ACTS).not.toContain(never)
})
