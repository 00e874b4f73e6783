import { describe, expect, it } from 'vitest'
import { approve } from '../../../core/cli/approve/approve.ts'
import { doctor } from '../../../core/cli/doctor/doctor.ts'
import { exportEvents } from '../../../core/cli/export/export.ts'
import { fire } from '../../../core/cli/fire/fire.ts'
import { search } from '../../../core/cli/search/search.ts'
import { WrongUsage } from '../../../core/cli/usage.ts'

// Refused before anything is opened, so no config is needed.
const json = true
const searching = { json, words: ['lantern'] }
const exporting = { json, format: 'ndjson' }

describe('what was written wrongly', () => {
  it.each([
    ['write a word with letters or digits', () => search({ json, words: ['!?'] })],
    ['write --limit 50', () => search({ ...searching, limit: '0' })],
    ['write --limit 50', () => search({ ...searching, limit: 'many' })],
    ['--since is not a time', () => search({ ...searching, since: 'soon' })],
    ['--until is not a time', () => search({ ...searching, until: 'soon' })],
    [
      'leave out --types and --all',
      () => exportEvents({ ...exporting, format: 'training', all: true }),
    ],
    [
      'leave out --types and --all',
      () => exportEvents({ ...exporting, format: 'training', types: 'chat.message' }),
    ],
    ['--chat needs --format training', () => exportEvents({ ...exporting, chat: '5' })],
    ['write --chat 20', () => exportEvents({ json, format: 'training', chat: '1000' })],
    ['write --format ndjson or cloudevents or training', () => exportEvents({ json, format: 'x' })],
    ['write --deadline 10s', () => doctor({ json, deadline: 'soon' })],
    ['write --deadline 10s', () => doctor({ json, deadline: '0s' })],
    ['put it in a file', () => fire({ json, type: 'mood.set', data: '{mood}' })],
    ['promethean approve 2', () => approve({ json, which: '99999999999999999999' })],
    ['promethean approve 2', () => approve({ json, which: 'second' })],
    ['name a file', () => fire({ json, type: 'mood.set', data: '@nowhere.json' })],
  ])('is answered with what to write: %s', async (advice, run) => {
    const failure = await run().then(
      () => undefined,
      thrown => thrown,
    )
    expect(failure).toBeInstanceOf(WrongUsage)
    expect(failure.message).toContain(advice)
  })
})
