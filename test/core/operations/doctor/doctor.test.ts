import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { CheckedConfig } from '../../../../core/config/check/check.ts'
import type { CheckedUse } from '../../../../core/config/check/uses.ts'
import { doctor } from '../../../../core/operations/doctor/doctor.ts'
import type { Condition } from '../../../../core/operations/live/run-status.ts'
import { definePlugin, type Finding } from '../../../../core/plugin/define.ts'

function use(name: string, finding: Finding): CheckedUse {
  const { plugin } = definePlugin({
    ...{ name, setup: () => undefined },
    examine: async () => [finding],
  })
  return { id: name, plugin, options: {}, written: {}, provides: [], needs: {} }
}

/** What doctor finds about plugins, beside an instance in which all of them are in trouble. */
async function found(...uses: readonly CheckedUse[]) {
  const folder = mkdtempSync(join(tmpdir(), 'promethean doctor '))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const journal = { file: join(folder, 'journal.db'), retainMs: 1, maxBytes: 1_000_000 }
  // The rest of a config does not matter to an examination.
  const config = { uses, journal } as unknown as CheckedConfig
  const since = '2026-11-23T19:00:00Z'
  const plugins = uses.map(({ id }) => ({ id, state: 'retrying' as const, since, reason: 'away' }))
  const condition: Condition = { plugins, consumers: {}, seen: 1 }
  const { signal } = new AbortController()
  const given = {
    ...{ folder, name: 'promethean.config.ts', instance: undefined },
    config: async () => config,
    read: async () => ({ config, problems: [] }),
    condition: async () => condition,
    ...{ caller: { kind: 'person', name: 'terminal' } as const, dry: false, signal },
  }
  const all: string[] = []
  // Only what an examination uses is given.
  for await (const { plugin, what } of doctor.listen({}, given as never))
    if (plugin !== 'promethean') all.push(`${plugin}: ${what.replace(/ since .*: /, ': ')}`)
  return all
}

test('doctor names a fault once that a plugin and the running instance both show', async () => {
  const bad = use('obs', { ok: false, what: 'cannot reach OBS', advice: 'start OBS' })
  expect(await found(bad)).toEqual(['obs: cannot reach OBS'])
})

test('doctor names what only the running instance shows', async () => {
  const good = use('obs', { ok: true, what: 'OBS answers' })
  expect(await found(good)).toEqual([
    'obs: OBS answers',
    'obs: retrying in the running instance: away',
  ])
})
