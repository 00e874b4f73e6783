import type { Event } from '../../events/event.ts'
import type { EventType } from '../../events/vocabulary.ts'

export const KINDS = ['reload', 'outage', 'stopped', 'lost', 'live', 'offline'] as const

/** Something that happened to Promethean or to the stream, shown on its curves. */
export interface Mark {
  readonly at: Date
  /**
   * `outage`: a source or a plugin was down. `stopped`: Promethean did not run. `lost`: the stream was away for less than ten
   * minutes.
   */
  readonly kind: (typeof KINDS)[number]
  readonly what: string
  /** When it was over. */
  readonly until?: Date
}

/** The events that marks are made of. */
export const MARKED = [
  'config.reloaded',
  'source.connected',
  'source.stale',
  'source.disconnected',
  'plugin.failed',
  'stream.online',
  'stream.offline',
  'obs.stream.started',
  'obs.stream.stopped',
] as const satisfies readonly EventType[]

// So long a stream may be away and still is the same session.
const DROP_MS = 10 * 60_000

/** @param events in the order they came */
export function marksOf(events: readonly Event[]): readonly Mark[] {
  const marks = new Marks()
  for (const event of events) note(marks, event)
  return marks.all
}

// A source that names no platform may be any name of the config.
const KNOWN: ReadonlySet<string> = new Set([
  ...['twitch', 'youtube', 'kick', 'trovo', 'tiktok', 'facebook'],
  'OBS',
])

/** Those of the stream alone: the others name plugins, and say why with paths and hosts of this computer. */
export function marksForViewers<M extends Pick<Mark, 'kind' | 'what'>>(
  marks: readonly M[],
): readonly M[] {
  return marks
    .filter(({ kind }) => kind === 'live' || kind === 'offline' || kind === 'lost')
    .map(mark => ({ ...mark, what: KNOWN.has(mark.what) ? mark.what : 'stream' }))
}

function note(marks: Marks, event: Event): void {
  const { type, data, time: at, platform = event.source } = event
  switch (type) {
    case 'config.reloaded':
      marks.add({ at, kind: 'reload', what: changesIn(data) })
      for (const id of [...data.restarted, ...data.removed]) marks.end(id, { until: at })
      break
    case 'source.stale':
      marks.begin(data.source, { at, kind: 'outage', what: `${data.source}: no data` })
      break
    case 'source.disconnected':
      marks.begin(data.source, outage(at, data.source, data.reason))
      break
    case 'plugin.failed':
      marks.begin(data.plugin, outage(at, data.plugin, data.reason))
      break
    case 'source.connected':
      marks.end(data.source, { until: at })
      break
    case 'stream.offline':
      marks.begin(`stream ${platform}`, { at, kind: 'offline', what: platform })
      break
    case 'obs.stream.stopped':
      marks.begin('stream OBS', { at, kind: 'offline', what: 'OBS' })
      break
    case 'stream.online':
      goLive(marks, at, platform)
      break
    case 'obs.stream.started':
      goLive(marks, at, 'OBS')
      break
  }
}

function outage(at: Date, source: string, reason: string): Mark {
  return { at, kind: 'outage', what: `${source}: ${reason}` }
}

function goLive(marks: Marks, at: Date, what: string): void {
  const isDrop = ({ at: since }: Mark) => at.getTime() - since.getTime() <= DROP_MS
  if (!marks.end(`stream ${what}`, { kind: 'lost', until: at }, isDrop))
    marks.add({ at, kind: 'live', what })
}

function changesIn(data: Event<'config.reloaded'>['data']): string {
  const { restarted, added, removed } = data
  const parts = Object.entries({ restarted, added, removed })
    .filter(([, ids]) => ids.length > 0)
    .map(([word, ids]) => `${word} ${ids.join(', ')}`)
  return parts.join('; ') || 'no plugin changed'
}

/** Marks, of which some are not over yet. */
class Marks {
  readonly all: Mark[] = []
  readonly #open = new Map<string, number>()

  add(mark: Mark): void {
    this.all.push(mark)
  }

  /** What lasts until its end is told; told again meanwhile it is the same. */
  begin(key: string, mark: Mark): void {
    if (!this.#open.has(key)) this.#open.set(key, this.all.push(mark) - 1)
  }

  /** @returns whether it had begun, and is one of these */
  end(key: string, more: Partial<Mark>, isMeant: (mark: Mark) => boolean = () => true): boolean {
    const index = this.#open.get(key) ?? -1
    const mark = this.all[index]
    this.#open.delete(key)
    if (mark === undefined || !isMeant(mark)) return false
    this.all[index] = { ...mark, ...more }
    return true
  }
}
