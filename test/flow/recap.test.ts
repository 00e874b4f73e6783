import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { openStore } from '../../core/journal/sqlite/store.ts'
import { during, EVENING, SESSION } from '../core/journal/kept-contract.ts'
import { storeJournal } from '../core/journal/stored.ts'
import { configOf } from './own-plugins.ts'
import { command, pluginFile, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project } = workshop()

function holding(entries: Parameters<typeof storeJournal>[1], isCounted = true) {
  const made = project({
    'idle.ts': pluginFile('idle', '() => undefined'),
    'promethean.config.ts': configOf(['idle()'], '', `import idle from './idle.ts'`),
  })
  const file = join(made.folder, '.promethean', 'journal.db')
  storeJournal(file, entries)
  if (isCounted) {
    const store = openStore(file)
    while (store.countSome() > 0);
    store.close()
  }
  return made
}

const summary = {
  happened: [{ text: 'Bea gifted two subscriptions.', events: ['twitch:channel.gifted:71'] }],
  jokes: [{ text: 'Soup, again.', events: ['twitch:chat.message:2', 'twitch:chat.message:3'] }],
  ...{ questions: [], model: 'llama3.2', calls: 4, tokens: 900, lines: 7, read: 5 },
}

describe.concurrent('promethean recap', () => {
  it('prints the figures, and what a model wrote about the stream', async () => {
    const made = holding([
      ...EVENING,
      during(4_000, 'session.summarized', { session: 'another', ...summary, jokes: [] }),
      during(4_001, 'session.summarized', { session: SESSION, ...summary }),
    ])
    const { text, exitCode } = await command(made, 'recap')
    expect(exitCode).toBe(0)
    expect(text).toMatch(
      /what happened\n +Bea gifted two subscriptions\.\n+running jokes\n +Soup, again\./,
    )
    expect(text).toMatch(/written by llama3\.2 from 5 of 7 messages/)
    expect(text).not.toContain('open questions')
    expect(text).not.toContain('twitch:chat.message:2')
    const ids = await command(made, 'recap', '--session', SESSION, '--ids')
    expect(ids.text).toMatch(/Soup, again\.\n +twitch:chat\.message:2 twitch:chat\.message:3/)
    const { lines } = await command(made, 'recap', '--json')
    expect(lines).toMatchObject([{ code: 'recap', stream: { session: SESSION }, summary }])
  })

  it('says how to get one where there is none, and that a stream is unknown', async () => {
    const made = holding(EVENING)
    const without = await command(made, 'recap')
    expect(without.text).toMatch(/no recap was written; with recap\(\) and languageModel\(\)/)
    expect((await command(made, 'recap', '--json')).lines).toHaveLength(1)
    const unknown = await command(made, 'recap', '--session', '2020-01-01T00:00Z')
    expect(unknown).toMatchObject({ exitCode: 1 })
    expect(unknown.text).toContain('the journal has no stream 2020-01-01T00:00Z')
    expect((await command(holding([]), 'recap')).text).toContain('the journal has no stream')
    // Counted a moment ago is counted.
    const uncounted = await command(holding(EVENING, false), 'recap')
    expect(uncounted.text).toContain('the events of the journal are not counted yet')
  })
})
