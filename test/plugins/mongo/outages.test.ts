import { mongo } from '@promethean/plugins'
import * as driver from 'mongodb'
import { event } from 'promethean'
import { type PluginRun, runPlugin } from 'promethean/testing'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { Database } from '../../../plugins/mongo/database.ts'
import { createSink } from '../../../plugins/mongo/sink.ts'
import { bob, line } from '../../support/mongo/events.ts'
import { stoppableMongoKinds } from '../../support/mongo/server.ts'
import { useMongo } from '../../support/mongo/suite.ts'

// Back-off and server selection take their seconds, and a JVM its time to start.
const patience = { timeout: 40_000, interval: 100 }

describe.each(await stoppableMongoKinds())('while %s is away', kind => {
  const suite = useMongo(kind)
  let isAway = false

  async function stop(): Promise<void> {
    isAway = true
    await suite.server.stop()
  }

  async function comeBack(): Promise<void> {
    await suite.server.start()
    isAway = false
  }

  // A test that failed half-way must not leave the next one without a server.
  afterEach(async () => {
    suite.server.thaw()
    if (isAway) await comeBack()
  })

  async function running(): Promise<PluginRun> {
    const database = suite.database.databaseName
    const run = await runPlugin(mongo({ uri: suite.server.uri, database }))
    onTestFinished(() => run.stop())
    return run
  }

  const count = () => suite.database.collection('twitch_chat_messages').countDocuments()

  it('at the start, the plugin runs, says so, and catches up', { timeout: 60_000 }, async () => {
    await stop()
    const run = await running()
    say(run, 0, 25)
    expect(run.state()).toBe('ready')
    await expect
      .poll(() => run.logged.map(({ message }) => message).join('\n'), patience)
      .toMatch(/cannot write to MongoDB at 127\.0\.0\.1:\d+: .*; start the server or correct uri/)
    await comeBack()
    await expect.poll(count, patience).toBe(25)
    expect(await run.journal.parked()).toEqual([])
  })

  it('at the start of a quiet stream, that is said once', { timeout: 60_000 }, async () => {
    await stop()
    const run = await running()
    const said = () => run.logged.filter(({ message }) => /cannot write to MongoDB/.test(message))
    await expect.poll(said, patience).toHaveLength(1)
  })

  it('in between, what was told meanwhile is written once', { timeout: 60_000 }, async () => {
    const run = await running()
    say(run, 0, 20)
    await expect.poll(count, patience).toBe(20)
    await stop()
    say(run, 20, 40)
    await expect
      .poll(async () => (await run.status()).consumers.mongo?.reason, patience)
      .toContain('cannot write')
    await comeBack()
    say(run, 40, 60)
    await expect.poll(count, patience).toBe(60)
    expect(await run.journal.parked()).toEqual([])
  })

  it('or frozen, nothing is lost once it thaws', { timeout: 60_000 }, async () => {
    const run = await running()
    say(run, 0, 20)
    await expect.poll(count, patience).toBe(20)
    suite.server.freeze()
    say(run, 20, 50)
    await run.flush()
    expect((await run.status()).consumers.mongo?.lag).toBe(30)
    suite.server.thaw()
    await expect.poll(count, patience).toBe(50)
    expect(await run.journal.parked()).toEqual([])
  })

  it('or frozen, a write ends with its signal and the sockets are let go', async () => {
    const { uri } = suite.server
    const name = suite.database.databaseName
    const database = new Database(driver, { uri, database: name, say: () => {} })
    onTestFinished(() => database.close())
    const collections = { chat: '{platform}_chat_messages', events: 'stream_events' }
    const sink = createSink(database, { uri, database: name, collections })
    await sink.write([line(1)], AbortSignal.timeout(30_000))
    suite.server.freeze()
    const stopping = new AbortController()
    const write = sink.write([line(2)], stopping.signal)
    stopping.abort()
    await expect(write).rejects.toThrow('stopped before the server answered')
    const before = performance.now()
    await database.close()
    // Left to itself the driver says goodbye for 15 s.
    expect(performance.now() - before).toBeLessThan(10_000)
  })
})

function say(run: PluginRun, from: number, to: number): void {
  for (let n = from; n < to; n++) {
    const told = { key: `m${n}`, platform: 'twitch', channel: 'ann' }
    run.emit(event('chat.message', { messageId: `m${n}`, text: `line ${n}`, user: bob }, told))
  }
}
