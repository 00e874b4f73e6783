import { join } from 'node:path'
import { event, type NewEvent } from 'promethean'
import { expect, it, onTestFinished, vi } from 'vitest'
import { completeEvent } from '../../core/events/complete.ts'
import { openSqliteJournal } from '../../core/journal/sqlite/journal.ts'
import { Redactor } from '../../core/secrets/redact.ts'
import { actingFiles, left, refused, told } from '../support/mcp/acting.ts'
import { StdioAgent } from '../support/mcp/agent.ts'
import type { TestProject } from '../support/process/promethean.ts'
import { command, exported, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })
const { project, start } = workshop()
const isLost = ({ message }: Readonly<Record<string, unknown>>) =>
  String(message).endsWith('approved, but Promethean ended before it began; it was not done')

async function agentOf({ file }: TestProject, name = 'claude-ai'): Promise<StdioAgent> {
  const agent = await StdioAgent.start(file, name)
  onTestFinished(async () => void (await agent.leave()))
  return agent
}

/** What a crash may leave: a request, and perhaps that it was approved, but nothing of the act. */
async function leave(
  { folder }: TestProject,
  {
    approval,
    until,
    by,
  }: { readonly approval: string; readonly until: Date; readonly by?: string },
): Promise<void> {
  const journal = await openSqliteJournal(join(folder, '.promethean', 'journal.db'))
  const keep = async (told: NewEvent) => {
    const kept = completeEvent(told, {
      ...{ source: 'promethean', received: new Date(Date.now() - 60_000) },
      ...{ redactor: new Redactor(), sessionOf: () => undefined, accountOf: () => undefined },
    })
    await journal.append([{ event: kept, verdict: { kept: true } }])
    return kept
  }
  const asked = {
    ...{ approval, agent: 'claude-ai 1.2', tool: 'chat_say', operation: 'say' },
    ...{ input: { text: 'Never' }, text: 'Never', until: until.toISOString() },
  }
  const { id } = await keep(event('agent.requested', asked))
  const decided = { approval, decision: 'approved' as const, by: by ?? '' }
  if (by !== undefined) await keep(event('agent.decided', decided, { cause: id }))
  await journal.close()
}

it('what was asked for before a crash is known after it: what was lost, dropped, expired, done', async () => {
  const acts = "mcp({ act: ['say'], budget: { perSession: 4 } })"
  const made = project(actingFiles(acts))
  const first = await start(made)
  const agent = await agentOf(made)
  for (const text of ['Done', 'Dropped']) await agent.use('chat_say', { text })
  await command(made, 'approve', 'alfa')
  expect(told(await agent.use('approval_wait', { approval: 'alfa' }))).toMatchObject({
    result: { status: 'sent' },
  })
  await command(made, 'drop', 'bravo')
  await first.kill()
  await leave(made, { approval: 'yankee', until: new Date(Date.now() + 60_000), by: 'terminal' })
  await leave(made, { approval: 'zulu', until: new Date() })

  const second = await start(made)
  await second.next('log', isLost)
  const outcome = async (approval: string) => told(await agent.use('approval_wait', { approval }))
  const operation = expect.any(String)
  expect(await outcome('alfa')).toEqual({
    ...{ approval: 'alfa', status: 'approved', by: 'terminal' },
    result: { id: operation, note: 'explain tells what came of it' },
  })
  expect(await outcome('bravo')).toEqual({
    ...{ approval: 'bravo', status: 'dropped', by: 'terminal' },
  })
  expect(await outcome('Yankee')).toEqual({
    ...{ approval: 'yankee', status: 'approved', by: 'terminal' },
    result: { error: 'Promethean ended before it began' },
  })
  expect(await outcome('zulu')).toEqual({ approval: 'zulu', status: 'expired' })
  expect(refused(await agent.use('approval_wait', { approval: 'xray' }))).toMatch(
    /^nothing was pending under the id xray; .* no agent asked for it within 48 hours; /,
  )
  // So is whoever decides on it once more.
  for (const [decide, approval, how] of [
    ['approve', 'alfa', 'terminal approved it'],
    ['approve', 'Bravo', 'terminal dropped it'],
    ['drop', 'yankee', 'terminal approved it'],
    ['drop', 'zulu', 'it expired'],
  ] as const)
    expect((await command(made, decide, approval)).text).toContain(
      `${approval} is not pending any more: ${how}; see promethean approvals`,
    )
  expect((await command(made, 'approve', 'xray')).text).toContain('nothing is pending')
  // The four of before count.
  expect(refused(await agent.use('chat_say', { text: 'More' }))).toBe(
    'cannot do it now; an agent may do 4 such things a day outside of streams; try again in 24 h',
  )
  await second.kill()

  // Each end is stored, and told once.
  const third = await start(made)
  const ends = (await exported(made)).filter(({ type }) =>
    ['agent.decided', 'agent.failed'].includes(String(type)),
  )
  expect(ends.map(({ data }) => data)).toEqual([
    { approval: 'alfa', decision: 'approved', by: 'terminal' },
    { approval: 'bravo', decision: 'dropped', by: 'terminal' },
    { approval: 'yankee', decision: 'approved', by: 'terminal' },
    { approval: 'yankee', why: 'Promethean ended before it began' },
    { approval: 'zulu', decision: 'expired' },
  ])
  expect(third.lines.filter(isLost)).toEqual([])
  expect(left(made)).toEqual(['Done'])
})

it('what was approved and could not be done is not told as lost', async () => {
  const made = project(actingFiles("mcp({ act: ['say', 'title'] })"))
  const first = await start(made)
  const agent = await agentOf(made)
  await agent.use('chat_say', { text: 'Hush' })
  await command(made, 'mute', 'mcp')
  await command(made, 'approve', 'alfa')
  const error = expect.stringContaining('mcp is muted')
  const failed = { approval: 'alfa', status: 'approved', by: 'terminal', result: { error } }
  expect(told(await agent.use('approval_wait', { approval: 'alfa' }))).toEqual(failed)
  await first.stop()
  const second = await start(made)
  expect(told(await agent.use('approval_wait', { approval: 'alfa' }))).toEqual(failed)
  expect(second.lines.filter(isLost)).toEqual([])
})

it('a restart gives nobody a new budget, where nothing is approved either', async () => {
  const made = project(
    actingFiles("mcp({ act: ['say'], approve: false, budget: { perSession: 1 } })"),
  )
  const first = await start(made)
  const agent = await agentOf(made)
  expect(told(await agent.use('chat_say', { text: 'One' }))).toMatchObject({ status: 'sent' })
  await first.stop()
  const second = await start(made)
  const over = /an agent may do 1 such things a day outside of streams; try again in 24 h$/
  expect(refused(await agent.use('chat_say', { text: 'Two' }))).toMatch(over)
  // Whoever calls itself something else gets as much again, all of them together.
  const other = await agentOf(made, 'other')
  expect(told(await other.use('chat_say', { text: 'Three' }))).toMatchObject({ status: 'sent' })
  await second.kill()
  await start(made)
  const third = await agentOf(made, 'third')
  expect(refused(await third.use('chat_say', { text: 'Four' }))).toMatch(
    /all agents together may do 2 such things a day/,
  )
  expect(left(made)).toEqual(['One', 'Three'])
})
