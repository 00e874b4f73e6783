import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { readDatabase } from '../support/mongo/documents.ts'
import { startMongo, stoppableMongoKinds } from '../support/mongo/server.ts'
import type { TestProject } from '../support/process/promethean.ts'
import { configOf, keptIn } from './own-plugins.ts'
import { command, exported, statusWhere, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 })
const { project, start } = workshop()
const CONFIG = 'promethean.config.ts'
const mongos = await stoppableMongoKinds()

// Writes down whom it was asked to forget, and which of the ids.
const shelf = `
import { appendFileSync } from 'node:fs'
import { definePlugin, Forgetting, NotReady } from 'promethean'
import { z } from 'zod'

export default definePlugin({
  name: 'shelf',
  options: z.strictObject({ file: z.string(), holds: z.enum(['index', 'documents']), isAway: z.boolean().default(false), holding: z.number().default(3) }),
  provides: [Forgetting],
  setup: ({ provide, options: { file, holds, isAway, holding } }) => {
    provide(Forgetting, {
      place: 'the shelf',
      holds,
      async forget({ user, names, dry, ids }) {
        if (isAway) throw new NotReady('the shelf is away')
        if (dry) return { removed: holding, cleaned: 0 }
        for await (const some of ids()) appendFileSync(file, some.map(id => id + '\\n').join(''))
        appendFileSync(file, [user, ...names].join(' ') + '\\n')
        return { removed: 3, cleaned: 1 }
      },
    })
  },
})
`

// Asks for two titles.
const asker = `
import { Approval, definePlugin } from 'promethean'

export default definePlugin({
  name: 'asker',
  needs: { approval: Approval },
  setup: ({ ports }) => {
    for (const text of ['a title for Bea', 'a title for Tom'])
      ports.approval.ask({ what: 'title', text, within: '1h' }).catch(() => undefined)
  },
})
`

function chatting(shelfOptions: string, more: readonly string[] = []): TestProject {
  const made = project({ 'shelf.ts': shelf, [CONFIG]: '' })
  const file = JSON.stringify(join(made.folder, 'shelf.txt'))
  const uses = [
    `ticker({ count: 5, run: 'a', user: 'bea', text: 'hers' })`,
    `ticker({ count: 4, run: 'b', user: 'tom' }, { id: 'second' })`,
    `shelf({ file: ${file}, ${shelfOptions} })`,
    ...more,
  ]
  const imports = `import shelf from './shelf.ts'\nimport { mongo } from '@promethean/plugins'`
  made.write(CONFIG, configOf(uses, '', imports))
  return made
}

describe.concurrent('promethean forget', () => {
  it('does not say that an index holds nothing that knows it only once it is deleted', async () => {
    const made = chatting(`holds: 'index', holding: 0`)
    await start(made)
    await statusWhere(made, ({ seen }) => seen === 9)
    const { text } = await command(made, 'forget', 'bea', '--dry')
    expect(text).toMatch(/ in the shelf: counted when it is deleted$/m)
    expect(text).not.toContain('0  in the shelf')
    const done = await command(made, 'forget', 'bea', '--yes')
    expect(done.text).toMatch(/^ +4 {2}in the shelf$/m)
  })

  it('shows what there is, deletes nothing unasked, and then deletes it everywhere', async () => {
    const made = chatting(`holds: 'index'`)
    const run = await start(made)
    await statusWhere(made, ({ seen }) => seen === 9)
    const asked = await command(made, 'forget', 'bea')
    expect(asked.text).toMatch(/bea \(twitch, id bea\)\n +5 {2}chat\.message\n +3 {2}in the shelf/)
    expect(asked.text).toContain('nothing was deleted; add --yes to delete it')
    expect(asked.exitCode).toBe(1)
    expect(await command(made, 'forget', 'bea', '--dry', '--json')).toMatchObject({
      exitCode: 0,
      lines: [
        { code: 'found', dry: true, removed: { 'chat.message': 5 }, stores: [{ removed: 3 }] },
      ],
    })
    expect(keptIn(join(made.folder, 'shelf.txt'))).toEqual([])
    const done = await command(made, 'forget', 'bea', '--yes', '--json')
    expect(done).toMatchObject({
      exitCode: 0,
      lines: [
        { code: 'found' },
        {
          ...{ code: 'forgotten', platform: 'twitch', id: 'bea', names: ['bea'] },
          ...{ removed: { 'chat.message': 5 }, stores: [{ place: 'the shelf', cleaned: 1 }] },
        },
      ],
    })
    const kept = await exported(made, '--types', 'chat.message', '--all')
    expect(kept.map(({ id }) => id)).toEqual([0, 1, 2, 3].map(n => `twitch:chat.message:b-${n}`))
    const shelved = keptIn(join(made.folder, 'shelf.txt'))
    expect(shelved.at(-1)).toBe('bea bea')
    expect(shelved.slice(0, -1).sort()).toEqual(
      [0, 1, 2, 3, 4].map(n => `twitch:chat.message:a-${n}`),
    )
    expect((await command(made, 'viewer', 'bea')).exitCode).toBe(1)
    expect((await command(made, 'search', 'hers')).exitCode).toBe(0)
    expect((await command(made, 'forget', 'bea')).text).toContain('has no user called bea')
    expect(await run.stop()).toBe(0)
    // The source tells the same lines again: they stay forgotten.
    const second = await start(made)
    await statusWhere(made, ({ seen }) => seen === 9)
    expect((await command(made, 'search', 'hers', '--json')).lines).toEqual([])
    expect(await second.stop()).toBe(0)
    const folder = join(made.folder, '.promethean')
    const files = readdirSync(folder).filter(name => name.startsWith('journal.db'))
    for (const name of files)
      expect(readFileSync(join(folder, name), 'latin1')).not.toContain('hers')
  })

  it('says which store was not reached, and does the rest when it is asked again', async () => {
    const made = chatting(`holds: 'index', isAway: true`)
    await start(made)
    await statusWhere(made, ({ seen }) => seen === 9)
    const first = await command(made, 'forget', 'bea', '--yes')
    expect(first.text).toMatch(/the shelf: the shelf is away; run it again/)
    expect(first.exitCode).toBe(1)
    made.write(CONFIG, readFileSync(made.file, 'utf8').replace('isAway: true', 'isAway: false'))
    expect((await command(made, 'reload')).exitCode).toBe(0)
    const again = await command(made, 'forget', 'bea', '--platform', 'twitch', '--yes')
    expect(again.text).toMatch(/4 {2}in the shelf/)
    expect(again.exitCode).toBe(0)
    expect(keptIn(join(made.folder, 'shelf.txt'))).toContain('twitch:chat.message:a-4')
  })

  it.each(mongos)(
    'leaves documents for other programs alone, but for --documents: MongoDB (%s)',
    async kind => {
      const mongo = await startMongo(kind)
      try {
        const made = chatting(`holds: 'documents'`, [`mongo({ uri: '${mongo.uri}' })`])
        await start(made)
        await statusWhere(made, ({ consumers }) => Object(Object(consumers).mongo).delivered >= 9)
        const users = async () => {
          const chat =
            (await readDatabase(mongo.uri, 'promethean')).get('twitch_chat_messages') ?? []
          return [...new Set(chat.map(({ user }) => user.id))].sort()
        }
        await vi.waitFor(async () => expect(await users()).toEqual(['bea', 'tom']))
        const without = await command(made, 'forget', 'bea', '--yes')
        expect(without.text).toMatch(/MongoDB at .*: --documents deletes there too/)
        expect(await users()).toEqual(['bea', 'tom'])
        const asked = ['forget', 'bea', '--platform', 'twitch', '--documents']
        const rest = await command(made, ...asked, '--yes', '--json')
        const stores = [{ plugin: 'shelf' }, { plugin: 'mongo', removed: 5 }]
        expect(rest).toMatchObject({ exitCode: 0, lines: [{ stores }, { stores }] })
        expect(await users()).toEqual(['tom'])
      } finally {
        await mongo.close()
      }
    },
  )

  it('stores nothing of what they do later if that is wanted, after a restart too', async () => {
    const made = chatting(`holds: 'index'`)
    const run = await start(made)
    await statusWhere(made, ({ seen }) => seen === 9)
    const done = await command(made, 'forget', 'bea', '--also-later', '--yes')
    expect(done.text).toContain('nothing of what they do is stored from now on')
    expect(await run.stop()).toBe(0)
    const later = readFileSync(made.file, 'utf8').replaceAll(`run: 'a'`, `run: 'later'`)
    made.write(CONFIG, later)
    const second = await start(made)
    const { dropped } = await statusWhere(made, ({ seen }) => seen === 9)
    expect(dropped).toEqual({ 'promethean/unwanted': 5 })
    expect((await command(made, 'search', 'hers', '--json')).lines).toEqual([])
    const again = await command(
      made,
      'forget',
      'bea',
      '--platform',
      'twitch',
      '--no-also-later',
      '--yes',
    )
    expect(again.text).toContain('what they do from now on is stored again')
    expect(again.exitCode).toBe(0)
    expect(await second.stop()).toBe(0)
    made.write(CONFIG, later.replaceAll(`run: 'later'`, `run: 'again'`))
    const third = await start(made)
    await statusWhere(made, ({ seen, kept }) => seen === 9 && kept === 5)
    expect(await third.stop()).toBe(0)
  })

  it('drops what waits for approval and names them, so that it does not bring them back', async () => {
    const made = chatting(`holds: 'index'`, ['asker()'])
    made.write('asker.ts', asker)
    made.write(CONFIG, `import asker from './asker.ts'\n${readFileSync(made.file, 'utf8')}`)
    await start(made)
    await statusWhere(made, ({ seen }) => seen === 9)
    const waiting = async () =>
      (await command(made, 'approvals', '--json')).lines.map(({ text }) => text)
    await vi.waitFor(async () => expect(await waiting()).toHaveLength(2), { timeout: 20_000 })
    const { lines } = await command(made, 'forget', 'bea', '--yes', '--json')
    expect(lines).toMatchObject([
      { dropped: [expect.any(String)] },
      { dropped: [expect.any(String)] },
    ])
    expect(await waiting()).toEqual(['a title for Tom'])
  })

  it('refuses an account of the streamer, a stranger, and a name that several have', async () => {
    const made = chatting(`holds: 'index'`, [
      `ticker({ count: 1, run: 'c', user: 'ann' }, { id: 'third' })`,
      `ticker({ count: 1, run: 'd', user: 'BEA' }, { id: 'fourth' })`,
    ])
    await start(made)
    await statusWhere(made, ({ seen }) => seen === 11)
    expect((await command(made, 'forget', 'ann', '--yes')).text).toMatch(
      /cannot delete ann: it is an account of your own/,
    )
    expect((await command(made, 'forget', 'nobody', '--yes')).text).toMatch(
      /the journal has no user called nobody/,
    )
    const several = await command(made, 'forget', 'Bea', '--yes')
    expect(several.text).toMatch(/2 users are called Bea: .*id bea.*id BEA/)
    expect(several.exitCode).not.toBe(0)
    expect(await exported(made, '--types', 'chat.message')).toHaveLength(11)
  })

  it('says that it needs a running instance', async () => {
    const made = chatting(`holds: 'index'`)
    const refused = await command(made, 'forget', 'bea', '--yes')
    expect(refused.exitCode).toBe(1)
    expect(refused.text).toMatch(/no instance is running/)
  })
})
