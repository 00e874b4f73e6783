import type { Context, LinkAccount, NewEvent, PluginUse } from 'promethean'
import { EMPTY, type Subscription } from 'rxjs'

/** One run of a source's `setup`, with everything it says. */
export interface Run {
  readonly events: NewEvent[]
  /** What it said of its connection, in order. */
  readonly connected: (readonly LinkAccount[])[]
  readonly lost: string[]
  readonly warnings: string[]
  readonly errors: string[]
  heard: number
  quiet: string | undefined
  stop(): void
}

/** Runs a source once, as core does between two back-offs: nothing is tried again. */
export async function runOnce(use: PluginUse): Promise<Run> {
  const subscriptions: Subscription[] = []
  const aborter = new AbortController()
  const run: Run = {
    ...{
      events: [],
      connected: [],
      lost: [],
      warnings: [],
      errors: [],
      heard: 0,
      quiet: undefined,
    },
    stop: () => {
      aborter.abort()
      for (const subscription of subscriptions) subscription.unsubscribe()
    },
  }
  const parsed = await use.plugin.options?.['~standard'].validate(use.options)
  if (parsed === undefined || parsed.issues) throw new Error('the options are not valid')
  const stream = await use.plugin.setup(
    contextOf(use.id, { options: parsed.value, run, signal: aborter.signal }),
  )
  if (stream) {
    subscriptions.push(
      stream.subscribe({
        next: event => {
          if (event && 'type' in event) run.events.push(event)
        },
        error: failure => run.lost.push(String(failure)),
      }),
    )
  }
  return run
}

function contextOf(
  id: string,
  {
    options,
    run,
    signal,
  }: { readonly options: unknown; readonly run: Run; readonly signal: AbortSignal },
): Context {
  const absent = (): never => {
    throw new Error('a source of events needs none of this')
  }
  const line = (lines: string[]) => (message: string | Error) => void lines.push(String(message))
  const quietLine = () => {}
  return {
    ...{ id, folder: '', options, ports: {}, signal, filter: absent, on: () => EMPTY },
    ...{
      linger: absent,
      consume: absent,
      troubled: absent,
      note: absent,
      defer: absent,
      explain: absent,
    },
    secrets: { keep: absent, isIn: absent, redact: absent },
    provide: () => undefined,
    state: { get: absent, set: absent, update: absent, delete: absent },
    log: { debug: quietLine, info: quietLine, warn: line(run.warnings), error: line(run.errors) },
    link: ({ quiet } = {}) => {
      run.quiet = quiet
      return {
        connected: (accounts = []) => void run.connected.push(accounts),
        heard: () => {
          run.heard += 1
        },
        lost: reason => void run.lost.push(reason),
        troubled: absent,
      }
    },
  }
}
