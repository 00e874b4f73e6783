import { once } from 'node:events'
import { nearest } from '../config/nearest.ts'
import { PrometheanError } from '../errors.ts'
import { EVENT_TYPES } from '../events/types.ts'
import type { EventType } from '../events/vocabulary.ts'
import { deliveredEvent } from '../journal/history.ts'
import type { Journal, JournalRow, Position } from '../journal/port.ts'
import { openSqliteJournal } from '../journal/sqlite/journal.ts'
import { createOutput, type Output } from './output.ts'
import { withProject } from './running.ts'
import { parseTime } from './time.ts'

const PAGE = 500

export interface ExportSettings {
  readonly config?: string
  readonly json: boolean
  readonly types?: string
  readonly since?: string
  readonly until?: string
  readonly channel?: string
  readonly all?: boolean
  readonly format: string
}

/** `promethean export`: kept events as lines on stdout, in bounded memory, beside a running instance or without one. */
export async function exportEvents(settings: ExportSettings): Promise<number> {
  const output = createOutput(settings.json)
  const format = FORMATS.get(settings.format)
  if (format === undefined) {
    throw new PrometheanError(
      'runtime',
      `there is no format ${settings.format}: write --format ${[...FORMATS.keys()].join(' or ')}`,
    )
  }
  return withProject(settings.config, async (_project, journalFile) => {
    const journal = await openSqliteJournal(journalFile, { readOnly: true })
    try {
      const count = await writeAll(journal, settings, format, progress(output))
      output.trouble(`${count} events`)
      return 0
    } finally {
      await journal.close()
    }
  })
}

type Format = (row: JournalRow, all: boolean) => unknown

const FORMATS = new Map<string, Format>([
  ['ndjson', (row, all) => (all ? { ...row.event, verdict: row.verdict } : deliveredEvent(row))],
  ['cloudevents', row => cloudEvent(row)],
])

/** CloudEvents 1.0, JSON format: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md */
function cloudEvent(row: JournalRow): Record<string, unknown> {
  const { id, source, type, time, data, channel } = deliveredEvent(row)
  return {
    specversion: '1.0',
    id,
    source,
    type,
    time,
    ...(channel !== undefined && { subject: channel }),
    datacontenttype: 'application/json',
    data,
  }
}

async function writeAll(
  journal: Journal,
  settings: ExportSettings,
  format: Format,
  tell: (count: number, share: number) => void,
): Promise<number> {
  const { since, until, channel, all = false } = settings
  const untilTime = until === undefined ? undefined : parseTime('--until', until)
  const types = settings.types === undefined ? undefined : parseTypes(settings.types)
  const first = since === undefined ? 0 : await journal.positionAt(parseTime('--since', since))
  const last = untilTime === undefined ? await journal.end() : await journal.positionAt(untilTime)
  let after: Position = first
  let count = 0
  while (after < last) {
    const rows = await journal.read({
      after,
      to: last,
      limit: PAGE,
      ...(types && { types }),
      ...(all ? {} : { kept: true }),
    })
    const wanted = rows.filter(({ event }) => channel === undefined || event.channel === channel)
    await write(wanted.map(row => `${JSON.stringify(format(row, all))}\n`).join(''))
    count += wanted.length
    after = rows.length < PAGE ? last : (rows.at(-1)?.position ?? last)
    tell(count, (after - first) / Math.max(last - first, 1))
  }
  return count
}

// Own types of plugins are in the journal too, so an unknown one is only refused where it is plainly mistyped.
function parseTypes(text: string): readonly EventType[] {
  return text.split(',').map(part => {
    const type = part.trim()
    const known = EVENT_TYPES.find(candidate => candidate === type)
    if (known !== undefined) return known
    const meant = nearest(type, EVENT_TYPES)
    if (meant !== undefined || type === '') {
      throw new PrometheanError(
        'runtime',
        `--types names no event type ${type}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
      )
    }
    // A type some plugin declares by merging; the journal simply holds none of it otherwise.
    return type as EventType
  })
}

async function write(text: string): Promise<void> {
  if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain')
}

// On stderr, so that the lines themselves can go into a file.
function progress(output: Output): (count: number, share: number) => void {
  if (output.isJson || !process.stderr.isTTY || process.stdout.isTTY) return () => undefined
  return (count, share) => {
    process.stderr.write(
      `\r${count} events, ${Math.round(share * 100)} %${share >= 1 ? '\r\u001b[K' : ''}`,
    )
  }
}
