import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { askRunning } from '../../core/daemon/control/client.ts'
import { obs as told } from '../support/frames/streamerbot/others.ts'
import {
  ownProcess,
  type PrometheanProcess,
  type TestProject,
} from '../support/process/promethean.ts'
import { command, connected, exported, type Studio, statusOf, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project, start, studio } = workshop()
const PATIENTLY = { timeout: 30_000, interval: 50 }

// Answers in turn from a file, and writes down when.
const MODEL = `
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { definePlugin, LanguageModel } from 'promethean'

export default definePlugin({
  name: 'stand-in',
  provides: [LanguageModel],
  setup: ({ provide, folder }) => {
    const answers = JSON.parse(readFileSync(join(folder, '..', 'answers.json'), 'utf8'))
    provide(LanguageModel, {
      generate: async () => {
        appendFileSync(join(folder, '..', 'answered.txt'), Date.now() + '\\n')
        const text = answers.length > 1 ? answers.shift() : answers[0]
        if (text === null) throw new Error('the model is away')
        return { text, model: 'stand-in' }
      },
    })
  },
})
`

interface Evening extends Studio {
  readonly made: TestProject
  readonly run: PrometheanProcess
}

/** OBS, Streamer.bot and a model's stand-in around an instance that is connected to all. */
async function evening(answers: readonly (string | null)[], options = '{}'): Promise<Evening> {
  const around = await studio()
  const made = project({
    'model.ts': MODEL,
    'answers.json': JSON.stringify(answers),
    'promethean.config.ts': `
import { obs, streamerbot, titleGenerator } from '@promethean/plugins'
import { defineConfig } from 'promethean'
import model from './model.ts'

export default defineConfig({
  streamer: { twitch: 'ann' },
  plugins: [${around.uses.join(', ')}, model(), titleGenerator(${options})],
})
`,
  })
  const run = await start(made)
  await connected(made, 'obs', 'streamerbot')
  const { peers } = around.streamerbot
  await vi.waitFor(
    () => expect(peers.some(peer => peer.listensTo('Obs', 'StreamingStarted'))).toBe(true),
    PATIENTLY,
  )
  return { made, run, ...around }
}

async function titled({ titles }: Evening, count = 1): Promise<void> {
  await vi.waitFor(() => expect(titles()).toHaveLength(count), PATIENTLY)
}

describe.concurrent('OBS goes live', () => {
  it('and Streamer.bot tells it: its action gets the title within 2 s of the answer, once', async () => {
    const night = await evening(['"Cosy evening"'])
    night.streamerbot.emit(told.started)
    await titled(night)
    const answeredAt = Number(readFileSync(join(night.made.folder, 'answered.txt'), 'utf8'))
    expect(night.titles()).toEqual(['Cosy evening'])
    expect((night.streamerbot.world.runs[0]?.at ?? 0) - answeredAt).toBeLessThan(2_000)
    // OBS itself tells the same start a moment later.
    night.obs.world.stream.start()
    await vi.waitFor(async () => {
      const starts = await exported(night.made, '--types', 'obs.stream.started')
      expect(starts).toHaveLength(2)
      expect(await exported(night.made, '--types', 'title.changed')).toHaveLength(1)
    }, PATIENTLY)
    const [changed] = await exported(night.made, '--types', 'title.changed')
    expect(changed?.data).toEqual({
      title: 'Cosy evening',
      target: 'streamerbot',
      isConfirmed: true,
    })
    const [first] = await exported(night.made, '--types', 'obs.stream.started')
    expect(changed?.cause).toBe(first?.id)
    expect(night.titles()).toEqual(['Cosy evening'])
    expect(await night.run.stop()).toBe(0)
  })

  it('and tells it itself; a restart in the middle of the stream leaves the title', async () => {
    const night = await evening(['Cosy evening', 'Wild night'])
    night.obs.world.stream.start()
    await titled(night)
    await vi.waitFor(
      async () => expect(await exported(night.made, '--types', 'title.changed')).toHaveLength(1),
      PATIENTLY,
    )
    await night.run.stop()
    // The obs plugin treats everything within one process as one run.
    const again = await start(night.made, {}, ownProcess)
    // Found live at connect.
    await vi.waitFor(
      async () =>
        expect(await exported(night.made, '--types', 'obs.stream.started')).toHaveLength(2),
      PATIENTLY,
    )
    const fired = await command(night.made, 'fire', 'title.wanted')
    expect(fired.exitCode).toBe(0)
    await titled(night, 2)
    // Only what was asked for came, and the stand-in, which began anew, was told that it had given its first answer before.
    expect(night.titles()).toEqual(['Cosy evening', 'Wild night'])
    expect(await again.stop()).toBe(0)
  })

  it('and the model is down, endless, obeys the chat or says nothing: a good title all the same', async () => {
    const long = 'so long '.repeat(40)
    const answers = [null, long, long, '/ban ann', 'free skins at gratis dot example', '']
    const night = await evening(answers, "{ fallback: 'Chess with Ann' }")
    night.streamerbot.emit(told.started)
    await titled(night)
    for (const count of [2, 3, 4]) {
      await askRunning(join(night.made.folder, '.promethean', 'journal.db'), 'fire', {
        input: {
          type: 'title.wanted',
        },
      })
      await titled(night, count)
    }
    expect(new Set(night.titles())).toEqual(new Set(['Chess with Ann']))
    const asked = readFileSync(join(night.made.folder, 'answered.txt'), 'utf8')
    expect(asked.trim().split('\n')).toHaveLength(7)
    await night.run.stop()
  })
})

describe.concurrent('with approval', () => {
  it('a title waits, is shown in status, and is set by promethean approve', async () => {
    const night = await evening(['Cosy evening'], "{ approve: { within: '1m' } }")
    const nothing = await command(night.made, 'approve')
    expect(nothing.exitCode).toBe(1)
    expect(nothing.text).toBe('nothing is pending: there is nothing to approve or drop')
    night.streamerbot.emit(told.started)
    await vi.waitFor(
      async () => expect((await statusOf(night.made)).waiting).toHaveLength(1),
      PATIENTLY,
    )
    const status = await command(night.made, 'status')
    expect(status.text).toMatch(/title-generator\s+a title is pending until .*: Cosy evening/)
    expect(night.titles()).toEqual([])
    const approved = await command(night.made, 'approve')
    expect(approved).toMatchObject({ exitCode: 0 })
    expect(approved.text).toContain('approved  title of title-generator: Cosy evening')
    await titled(night)
    expect(night.titles()).toEqual(['Cosy evening'])
    await night.run.stop()
  })

  it('a title is listed with its id and why it is asked for, and set with another text that passes the same checks', async () => {
    const night = await evening(['Cosy evening'], "{ approve: true, banned: ['frobnicate'] }")
    expect((await command(night.made, 'approvals')).text).toBe('nothing is pending')
    night.streamerbot.emit(told.started)
    await night.run.next('log', ({ message }) =>
      String(message).endsWith(
        'approve it with promethean approve alfa, or drop it with promethean drop alfa',
      ),
    )
    const [start] = await exported(night.made, '--types', 'obs.stream.started')
    const listed = await command(night.made, 'approvals', '--json')
    expect(listed.lines).toEqual([
      {
        ...{ code: 'pending', id: 'alfa', number: 1, plugin: 'title-generator', what: 'title' },
        ...{ text: 'Cosy evening', cause: start?.id },
        ...{ since: expect.any(String), until: expect.any(String) },
      },
    ])
    const people = await command(night.made, 'approvals')
    expect(people.text).toMatch(
      /^1 +alfa +title of title-generator: Cosy evening {2}\(until .*explain/,
    )
    for (const [text, why] of [
      ['Frobnicate with me', 'it held a banned word'],
      ['see gratis.example/skins', 'it held a link'],
      ['/ban ann', 'it began like a command'],
      ['long '.repeat(40), 'it had 199 characters, 100 are allowed'],
    ] as const) {
      const refused = await command(night.made, 'approve', 'alfa', '--text', text)
      expect(refused).toMatchObject({ exitCode: 1 })
      expect(refused.text).toBe(`the title cannot be changed to this: ${why}; it waits on`)
    }
    expect(night.titles()).toEqual([])
    const approved = await command(night.made, 'approve', '--text', 'Calm  evening', '--json')
    expect(approved.lines).toMatchObject([
      { code: 'approved', id: 'alfa', text: 'Calm evening', left: [] },
    ])
    await titled(night)
    expect(night.titles()).toEqual(['Calm evening'])
    await night.run.stop()
  })

  it('a title is dropped by its id', async () => {
    const night = await evening(['Cosy evening'], '{ approve: true }')
    night.streamerbot.emit(told.started)
    await vi.waitFor(
      async () => expect((await statusOf(night.made)).waiting).toHaveLength(1),
      PATIENTLY,
    )
    const wrong = await command(night.made, 'drop', 'bravo')
    expect([wrong.exitCode, wrong.text]).toEqual([
      1,
      'nothing pending has the id bravo: only alfa is pending; see promethean approvals',
    ])
    expect((await command(night.made, 'drop')).exitCode).toBe(2)
    const dropped = await command(night.made, 'drop', 'alfa', '--json')
    expect(dropped.lines).toMatchObject([{ code: 'dropped', id: 'alfa', left: [] }])
    await night.run.next('log', ({ message }) =>
      String(message).startsWith('the title was not set: you dropped it'),
    )
    expect(night.titles()).toEqual([])
    await night.run.stop()
  })

  it('a title that is dropped is not set', async () => {
    const night = await evening(['Cosy evening'], '{ approve: true }')
    night.streamerbot.emit(told.started)
    await vi.waitFor(
      async () => expect((await statusOf(night.made)).waiting).toHaveLength(1),
      PATIENTLY,
    )
    const dropped = await command(night.made, 'approve', '--drop', '--json')
    expect(dropped.lines).toEqual([
      expect.objectContaining({ code: 'dropped', what: 'title', text: 'Cosy evening', left: [] }),
    ])
    await night.run.next('log', ({ message }) =>
      String(message).startsWith('the title was not set: you dropped it'),
    )
    expect(night.titles()).toEqual([])
    expect((await command(night.made, 'approve', 'x')).exitCode).toBe(2)
    await night.run.stop()
  })
})
