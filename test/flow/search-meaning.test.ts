import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { told } from '../support/mcp/acting.ts'
import { StdioAgent } from '../support/mcp/agent.ts'
import type { TestProject } from '../support/process/promethean.ts'
import { configOf } from './own-plugins.ts'
import { command, connected, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project, start } = workshop()
const PATIENTLY = { timeout: 30_000, interval: 200 }

// Knows what two things are about; while there is a file `away`, it does not answer.
const EMBEDDER = `
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { definePlugin, Embeddings, EmbeddingsFailure, unitVectors } from 'promethean'

const ABOUT = [/boss|fight|dragon|wiped/, /soup|kitchen|cook/, /$/]
export default definePlugin({
  name: 'embedder',
  provides: [Embeddings],
  setup: ({ provide, folder }) => {
    const embed = async texts => {
      if (existsSync(join(folder, '..', 'away')))
        throw new EmbeddingsFailure('away', { what: 'cannot reach the model', why: 'it sleeps' })
      const rows = texts.map(text => ABOUT.map((topic, at) => (topic.test(text) ? 10 - 9 * (at === 2) : 0)))
      const model = 'topics', dimensions = ABOUT.length
      return { vectors: unitVectors(rows, { model, count: texts.length, dimensions }), model, dimensions }
    }
    provide(Embeddings, { model: 'topics', dimensions: ABOUT.length, embed })
  },
})
`

const TALK = `
import { definePlugin, event } from 'promethean'
import { from } from 'rxjs'

const TEXTS = [
  'we wiped again, that dragon is far too strong for all of us',
  'oh no',
  'the soup needs more salt and another hour in the kitchen',
  'is there a boss fight tomorrow?',
]
export default definePlugin({
  name: 'talk',
  setup: ({ link }) => {
    link({ quiet: '1d' }).connected([{ platform: 'twitch', channel: 'ann' }])
    return from(TEXTS.map((text, n) => event('chat.message',
      { messageId: 'm' + n, text, user: { id: '7', name: 'bea', displayName: 'Bea', roles: [] } },
      { key: 'm' + n, platform: 'twitch' })))
  },
})
`

function stage(uses = ['embedder()', 'memory()'], talk = TALK): TestProject {
  return project({
    'embedder.ts': EMBEDDER,
    'talk.ts': talk,
    'promethean.config.ts': configOf(
      ['talk()', ...uses],
      '',
      [
        "import { memory } from '@promethean/plugins'",
        "import embedder from './embedder.ts'",
        "import talk from './talk.ts'",
      ].join('\n'),
    ),
  })
}

const id = (n: number) => `twitch:chat.message:m${n}`
const asked = async (made: TestProject, ...args: string[]) =>
  (await command(made, 'search', ...args, '--json')).lines

describe('search by meaning', () => {
  it('shows each moment, how it was found and what was said around it', async () => {
    const made = stage()
    await start(made)
    const found = () => asked(made, 'boss', 'fight', '--by', 'both')
    await expect.poll(found, PATIENTLY).toMatchObject([
      { code: 'passage', ids: [id(3)], hits: [id(3)], wordsRank: 1 },
      { code: 'passage', ids: [id(0)], hits: [], meaningRank: 1 },
      { code: 'passage', ids: [id(2)], hits: [], meaningRank: 2 },
    ])
    const [first, second] = await found()
    expect(first).toMatchObject({ place: 'chat', platform: 'twitch', channel: 'ann' })
    expect(second?.lines).toMatchObject([
      { id: id(0), author: 'Bea', text: expect.stringContaining('dragon') },
      { id: id(1), text: 'oh no' },
      { id: id(2) },
      { id: id(3) },
    ])
    const { exitCode, text } = await command(
      made,
      'search',
      'boss fight',
      '--by',
      'meaning',
      '--limit',
      '1',
    )
    expect(exitCode).toBe(0)
    expect(text).toMatch(
      new RegExp(
        [
          `^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d  twitch ann  meaning 1  ${id(0)}$`,
          '^> \\d\\d:\\d\\d:\\d\\d  Bea: we wiped again.*$',
          '^  \\d\\d:\\d\\d:\\d\\d  Bea: oh no$',
        ].join('\\n'),
        'm',
      ),
    )
    // What was asked for by words is as it was.
    expect(await asked(made, 'boss')).toMatchObject([{ id: id(3), type: 'chat.message', data: {} }])
  })

  it('searches by words alone where the model is away, and says so', async () => {
    const made = stage()
    await start(made)
    const byMeaning = () => asked(made, 'boss', '--by', 'meaning', '--limit', '1')
    await expect.poll(byMeaning, PATIENTLY).toMatchObject([{ ids: [id(0)] }])
    writeFileSync(join(made.folder, 'away'), '')
    expect(await byMeaning()).toMatchObject([
      { code: 'passage', ids: [id(3)], wordsRank: 1 },
      { code: 'words_only', reason: expect.stringContaining('cannot reach the model: it sleeps') },
    ])
    const { exitCode, text } = await command(made, 'search', 'boss', '--by', 'both')
    expect(exitCode).toBe(0)
    expect(text).toContain(
      'searching by words alone, because memory could not search: cannot reach the model: it sleeps',
    )
    rmSync(join(made.folder, 'away'))
    expect(await byMeaning()).toMatchObject([{ ids: [id(0)] }])
  })

  it('marks test messages, and says how to find them where nothing else is found', async () => {
    const tests = TALK.replace("platform: 'twitch' })", "platform: 'twitch', test: true })")
    const made = stage(['embedder()', 'memory({ tests: true })'], tests)
    await start(made)
    const found = () => asked(made, 'boss', '--by', 'meaning', '--tests', '--limit', '1')
    await expect
      .poll(found, PATIENTLY)
      .toMatchObject([{ ids: [id(0)], lines: [{ test: true }, {}, {}, {}] }])
    const shown = await command(made, 'search', 'boss', '--by', 'both', '--tests', '--limit', '1')
    expect(shown.text).toMatch(/Bea: is there a boss fight tomorrow\? \(test\)$/m)
    for (const by of ['meaning', 'both']) {
      const { text } = await command(made, 'search', 'boss', '--by', by)
      expect(text).toMatch(
        /^nothing that is stored means something like that\n\d test passages match; add --tests$/m,
      )
      expect(await asked(made, 'boss', '--by', by)).toEqual([
        { code: 'not_shown', tests: expect.any(Number), dropped: 0 },
      ])
    }
    const agent = await StdioAgent.start(made.file)
    onTestFinished(async () => void (await agent.leave()))
    const use = async (input: object) =>
      told(await agent.use('search', { words: 'boss', by: 'both', limit: 1, ...input }))
    expect(await use({})).toMatchObject({
      passages: [],
      hidden: { tests: 1, advice: 'ask with tests: true' },
    })
    expect(await use({ tests: true })).toMatchObject({
      passages: [{ lines: expect.arrayContaining([expect.objectContaining({ test: true })]) }],
    })
    expect(JSON.stringify(await use({ tests: true, detail: 'brief' }))).toContain(
      'is there a boss fight tomorrow? (test)"',
    )
  })

  it('needs memory in the config', async () => {
    const without = stage([])
    await start(without)
    await connected(without, 'talk')
    for (const by of ['meaning', 'both']) {
      const none = await command(without, 'search', 'boss', '--by', by)
      expect([none.exitCode, none.text]).toEqual([
        1,
        expect.stringContaining(
          'cannot search by meaning: no plugin in this config keeps what lines mean; add memory() and a model for it to the plugins, such as memory(), localEmbeddings()',
        ),
      ])
    }
  })

  it('says without an instance that it needs one, or memory in the config', async () => {
    const made = stage()
    const run = await start(made)
    await connected(made, 'talk')
    expect(await run.stop()).toBe(0)
    const stopped = await command(made, 'search', 'boss', '--by', 'meaning')
    expect([stopped.exitCode, stopped.text]).toEqual([
      1,
      expect.stringContaining(
        'cannot search by meaning: no instance is running, and the journal alone has only words; start one with promethean run, or search by words',
      ),
    ])
    made.write('promethean.config.ts', configOf(['talk()'], '', "import talk from './talk.ts'"))
    const none = await command(made, 'search', 'boss', '--by', 'both')
    expect([none.exitCode, none.text]).toEqual([
      1,
      expect.stringContaining('such as memory(), localEmbeddings()'),
    ])
    expect((await command(made, 'search', 'boss')).text).toContain('is there a boss fight')
  })

  it.each([
    [['--in', 'chats'], '--in must be chat, memory or events'],
    [['--in', ''], '--in must be chat, memory or events'],
    [['--by', 'word'], '--by must be words, meaning or both'],
    [
      ['--by', 'both', '--all'],
      '--all and --by exclude each other: what was dropped is found by words alone',
    ],
    [['--by', 'both', '--limit', '101'], '--limit must be a whole number from 1 to 100 with --by'],
  ])('refuses what does not fit: %j', async (args, sentence) => {
    const { exitCode, text } = await command(stage(), 'search', 'boss', ...args)
    expect([exitCode, text]).toEqual([2, expect.stringContaining(sentence)])
  })
})
