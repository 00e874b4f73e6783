import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { conditionOf } from '../../../../core/cli/ask-instance.ts'
import { writeRunFile } from '../../../../core/daemon/control/address.ts'
import { openControl } from '../../../../core/daemon/control/server.ts'
import { lockJournal } from '../../../../core/journal/lock.ts'
import { openSqliteJournal } from '../../../../core/journal/sqlite/journal.ts'
import { examineInstance } from '../../../../core/operations/doctor/examine-instance.ts'
import { examineRuntime } from '../../../../core/operations/doctor/examine-runtime.ts'
import { serveControl } from '../../daemon/control/serve.ts'

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'promethean doctor '))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, '.promethean', 'journal.db')
}

async function made(file: string): Promise<string> {
  lockJournal(file).release()
  await (await openSqliteJournal(file)).close()
  return file
}

const examined = (file: string, roomIn?: () => Promise<number>) =>
  examineRuntime({ journal: { file, retainMs: 1, maxBytes: 10_000_000_000 } }, roomIn && { roomIn })

describe('the runtime examines', () => {
  it('the Node it runs on', async () => {
    const [node] = await examined(place())
    expect(node).toEqual({ ok: true, what: expect.stringContaining(process.versions.node) })
  })

  it('the journal: none yet, one that can be read, one that cannot', async () => {
    const file = place()
    expect((await examined(file))[1]).toMatchObject({
      ok: true,
      what: 'there is no journal yet; the first promethean run creates it',
    })
    await made(file)
    expect((await examined(file))[1]).toMatchObject({
      ok: true,
      what: expect.stringMatching(/^the journal can be read: \d+(\.\d)? k?B of 10 GB$/),
    })
    writeFileSync(file, 'no database at all, but long enough to look like one '.repeat(100))
    expect((await examined(file))[1]).toMatchObject({
      ok: false,
      what: expect.stringMatching(/: it does not start like a journal$/),
      advice: expect.stringMatching(/^promethean repair /),
    })
  })

  it('a journal that run would refuse, with what to do said once', async () => {
    const file = await made(place())
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.fill(0xa7, 4_096, 3 * 4_096))
    expect((await examined(file))[1]).toEqual({
      ok: false,
      what: `cannot open the journal ${file}: pages in it are overwritten`,
      advice: 'promethean repair moves it aside and copies what can be read into a new one',
    })
  })

  it('the room on the disk', async () => {
    const file = place()
    expect((await examined(file))[2]).toMatchObject({ what: expect.stringContaining('free') })
    const full = async () => 4_096_000
    expect((await examined(file, full))[2]).toEqual({
      ok: false,
      what: 'only 4.1 MB free on the disk of the journal',
      advice: 'free some space, or move journal.file: on a full disk events are not kept',
    })
    const away = () => Promise.reject(new Error('no such drive'))
    expect((await examined(file, away))[2]).toMatchObject({
      ok: false,
      what: expect.stringContaining('no such drive'),
    })
  })
})

async function examinedInstance(file: string, deadlineMs: number) {
  const { findings, troubled } = await examineInstance(file, deadlineMs, conditionOf)
  return [...findings, ...troubled]
}

const status = {
  plugins: [{ id: 'ticker', state: 'ready', since: '2026-11-23T19:00:00Z' }],
  seen: 7,
  kept: 7,
  repeats: 0,
  dropped: {},
  own: 0,
  heldBack: {},
  unjournaled: 0,
  consumers: {},
  waiting: [],
}

describe('the running instance', () => {
  it('may not be there', async () => {
    const file = place()
    expect(await examinedInstance(file, 1_000)).toMatchObject([
      { ok: true, what: 'no instance is running' },
    ])
    await made(file)
    expect(await examinedInstance(file, 1_000)).toMatchObject([
      { ok: true, what: 'no instance is running' },
    ])
  })

  it('is well, or its troubled plugins and parked events are named', async () => {
    const file = await made(place())
    let told: object = status
    const control = await serveControl(file, { status: async () => told })
    onTestFinished(() => control.close())
    expect(await examinedInstance(file, 5_000)).toEqual([
      { plugin: 'promethean', ok: true, what: 'an instance is running: 7 events seen' },
    ])
    const since = '2026-11-23T19:00:00Z'
    told = {
      ...status,
      plugins: [
        { id: 'obs', state: 'retrying', since, reason: 'refused' },
        { id: 'greeter', state: 'failed', since },
      ],
      consumers: { mongo: { delivered: 1, lag: 0, parked: 2, expired: 0 } },
    }
    expect(await examinedInstance(file, 5_000)).toMatchObject([
      { plugin: 'promethean', ok: true },
      { plugin: 'mongo', ok: false, what: '2 events are parked' },
      { plugin: 'obs', ok: false, what: expect.stringMatching(/^retrying .*: refused$/) },
      { plugin: 'greeter', ok: false, advice: 'fix it and save the config' },
    ])
  })

  it('may still be starting', async () => {
    const file = await made(place())
    const lock = lockJournal(file)
    const control = await openControl(file, {})
    onTestFinished(async () => {
      await control.close()
      lock.release()
    })
    expect(await examinedInstance(file, 5_000)).toEqual([
      { plugin: 'promethean', ok: true, what: 'an instance is running but still starting' },
    ])
  })

  it('that does not answer is a finding', async () => {
    const file = await made(place())
    const control = await serveControl(file, { status: () => new Promise(() => undefined) })
    onTestFinished(() => control.close())
    expect(await examinedInstance(file, 50)).toMatchObject([
      { ok: false, what: expect.stringContaining('it did not answer within 0.05 s') },
    ])
  })

  it('that holds the journal and cannot be reached is a finding', async () => {
    const file = await made(place())
    const lock = lockJournal(file)
    onTestFinished(() => lock.release())
    await writeRunFile(file, { pid: 1, address: `${file}.gone`, token: 'x'.repeat(32) })
    expect(await examinedInstance(file, 5_000)).toMatchObject([
      { ok: false, what: expect.stringContaining('another Promethean is using it') },
    ])
  })
})
