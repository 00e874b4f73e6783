import { chroma } from '@promethean/plugins'
import { type Event, event } from 'promethean'
import {
  type FakeEmbeddings,
  fakeEmbeddings,
  type RunPluginSettings,
  runPlugin,
} from 'promethean/testing'
import { onTestFinished, vi } from 'vitest'
import { type FakeChroma, startFakeChroma } from '../../support/chroma/fake.ts'
import { line, newFolder } from '../memory/remembering.ts'

export const LONG = 'the boss fight went wrong because of the terrible lag'
/** The collection of the fake model. */
export const NAME = 'promethean-fake-64'

interface DeliveringSettings extends Omit<RunPluginSettings, 'ports'> {
  readonly embeddings?: FakeEmbeddings
  readonly options?: Parameters<typeof chroma>[0]
  readonly server?: FakeChroma
}

/** A fake server that is closed after the test. */
export async function fakeServer(): Promise<FakeChroma> {
  const server = await startFakeChroma()
  onTestFinished(() => server.close())
  return server
}

/** Runs `chroma` with a fake model and a fake server. */
export async function delivering(settings: DeliveringSettings = {}) {
  const { embeddings = fakeEmbeddings(), options, ...rest } = settings
  const server = settings.server ?? (await fakeServer())
  const folder = rest.folder ?? newFolder()
  const plugin = chroma({ url: server.url, ...options })
  const run = await runPlugin(plugin, { ...rest, ports: [embeddings], folder })
  onTestFinished(() => run.stop())
  const reason = async () => (await run.status()).plugins.find(({ id }) => id === 'chroma')?.reason
  const logged = () => run.logged.map(({ message }) => message)
  /** Says lines, and resolves to their ids. */
  const say = async (texts: readonly string[], where: { readonly test?: true } = {}) => {
    const before = run.events.length
    for (const text of texts) run.emit(line(text, where))
    const said = () => run.events.slice(before).filter(({ type }) => type === 'chat.message')
    await vi.waitFor(() => {
      if (said().length < texts.length) throw new Error('not all of them are kept')
    })
    return said().map(({ id }: Event) => id)
  }
  /** The ids of a collection's records, once they are these. */
  const holds = (wanted: readonly string[], name = NAME) =>
    vi.waitFor(() => {
      const ids = server.collections.records(name).map(({ id }) => id)
      if (ids.join() !== [...wanted].sort().join())
        throw new Error(`it holds ${ids.join()}; log: ${logged().join('; ')}`)
    })
  return { run, folder, server, embeddings, reason, logged, say, holds }
}

export function titled(title: string) {
  return event('title.changed', { title, target: 't', isConfirmed: true })
}
