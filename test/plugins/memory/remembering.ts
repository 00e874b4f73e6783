import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memory } from '@promethean/plugins'
import { type Event, event, MemoryIndex, type MemoryRange, type NearPassage } from 'promethean'
import {
  type FakeEmbeddings,
  fakeEmbeddings,
  type RunPluginSettings,
  runPlugin,
} from 'promethean/testing'
import { onTestFinished, vi } from 'vitest'

/** A folder that is removed after the test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'memory-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** Where the index of a folder lies. */
export function fileIn(folder: string): string {
  return join(folder, '.promethean', 'memory.db')
}

interface Where {
  readonly platform?: string
  readonly channel?: string
  readonly test?: true
}

let lines = 0

/** A line of chat by Bob, in Ann's channel. */
export function line(text: string, where: Where = {}) {
  const bob = { id: '2', name: 'bob', displayName: 'Bob', roles: [] }
  return event(
    'chat.message',
    { messageId: `m${++lines}`, text, user: bob },
    { platform: 'twitch', channel: 'ann', ...where, key: `m${lines}` },
  )
}

export interface RememberingSettings extends Omit<RunPluginSettings, 'ports'> {
  readonly embeddings?: FakeEmbeddings
  readonly options?: Parameters<typeof memory>[0]
}

/** Runs `memory` with a fake model, and asks it. */
export async function remembering({
  embeddings = fakeEmbeddings(),
  options,
  ...settings
}: RememberingSettings = {}) {
  const folder = settings.folder ?? newFolder()
  const run = await runPlugin(memory(options), { ...settings, ports: [embeddings], folder })
  onTestFinished(() => run.stop())
  const nearest = (text: string, range: Partial<MemoryRange> = {}, signal?: AbortSignal) =>
    run.port(MemoryIndex).nearest(text, { limit: 5, ...range }, signal)
  const found = async (text: string, range: Partial<MemoryRange> = {}) =>
    (await nearest(text, range)).passages
  /** Waits until this passage is the nearest. */
  const finds = (text: string, wanted: Partial<NearPassage>, range: Partial<MemoryRange> = {}) =>
    vi.waitFor(async () => {
      const [first] = await found(text, range)
      if (first === undefined) throw new Error('nothing is found')
      for (const [name, value] of Object.entries(wanted)) {
        const is = JSON.stringify(Reflect.get(first, name))
        if (is !== JSON.stringify(value)) throw new Error(`${name} is ${is}`)
      }
      return first
    })
  const reason = async () => (await run.status()).plugins.find(({ id }) => id === 'memory')?.reason
  /** Says lines, and resolves to their ids. */
  const say = async (texts: readonly string[], where: Where = {}) => {
    const before = run.events.length
    for (const text of texts) run.emit(line(text, where))
    const said = () => run.events.slice(before).filter(isChat)
    await vi.waitFor(() => {
      if (said().length < texts.length) throw new Error('not all of them are kept')
    })
    return said().map(({ id }) => id)
  }
  return { run, folder, embeddings, nearest, found, finds, reason, say }
}

function isChat(event: Event): boolean {
  return event.type === 'chat.message'
}
