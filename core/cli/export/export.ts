import { EVENT_TYPES } from '../../events/core-events.ts'
import type { EventType } from '../../events/vocabulary.ts'
import type { Journal, Position } from '../../journal/port.ts'
import { describeUnjudged, unjudgedEvents } from '../../operations/history/unjudged-events.ts'
import { nearest } from '../../text/nearest.ts'
import { openToRead, withProject } from '../journal-access.ts'
import { createOutput } from '../shown/output.ts'
import { toStdoutInTurn } from '../shown/stdout.ts'
import { parseSpan } from '../time.ts'
import { WrongUsage } from '../usage.ts'
import { EXPORT_FORMATS, type ExportFormat } from './formats.ts'

const PAGE = 500
const TRAINING_LINES = 20

export interface ExportSettings {
  readonly config?: string
  readonly json: boolean
  readonly types?: string
  readonly since?: string
  readonly until?: string
  readonly channel?: string
  readonly all?: boolean
  /** False: without made-up events. */
  readonly tests?: boolean
  readonly format: string
  /** Lines of chat before each answer, for `training`. */
  readonly chat?: string
}

/** `promethean export`: kept events as lines on stdout, in bounded memory, beside a running instance or without one. */
export async function exportEvents(settings: ExportSettings): Promise<number> {
  const output = createOutput(settings.json)
  const format = wantedFormat(settings)
  const { since: from, until: before } = parseSpan(settings)
  return withProject(settings.config, async journalFile => {
    const journal = await openToRead(journalFile)
    try {
      const types = settings.types === undefined ? undefined : await known(journal, settings.types)
      const progress = createProgress(settings.json)
      const count = await writeAll(journal, { ...settings, from, before, types, format, progress })
      if (count !== undefined) output.trouble(count === 1 ? '1 event' : `${count} events`)
      const held = describeUnjudged((await unjudgedEvents(journal)).length)
      if (held !== undefined) output.trouble(held)
      return 0
    } finally {
      await journal.close()
    }
  })
}

function wantedFormat({ format, all = false, types, channel, chat }: ExportSettings): ExportFormat {
  const make = EXPORT_FORMATS.get(format)
  if (make === undefined) {
    const formats = [...EXPORT_FORMATS.keys()].join(' or ')
    throw new WrongUsage(`there is no format ${format}: write --format ${formats}`)
  }
  const isTraining = format === 'training'
  if (isTraining && (all || types !== undefined))
    throw new WrongUsage('--format training selects its own events: leave out --types and --all')
  if (!isTraining && chat !== undefined)
    throw new WrongUsage('--chat needs --format training: leave it out, or add that format')
  if (chat !== undefined && !/^([0-9]|[1-9][0-9]{1,2})$/.test(chat))
    throw new WrongUsage('--chat must be a number of lines from 0 to 999: write --chat 20')
  return make({ all, channel, lines: Number(chat ?? TRAINING_LINES) })
}

// Plugins have types of their own, which the journal knows once there was one.
async function known(journal: Journal, text: string): Promise<readonly EventType[]> {
  const types: EventType[] = []
  for (const part of text.split(',')) {
    // Of a plugin of whatever config wrote this journal: no type of this program's own.
    const type = part.trim() as EventType
    const isKnown =
      EVENT_TYPES.some(own => own === type) ||
      (await journal.read({ types: [type], limit: 1 })).length > 0
    if (!isKnown) throw unknownType(type)
    types.push(type)
  }
  return types
}

function unknownType(type: string): WrongUsage {
  const meant = nearest(type, EVENT_TYPES)
  return new WrongUsage(
    meant === undefined
      ? `--types cannot be ${type}: no event of this type was ever kept; write types like chat.message,channel.raided`
      : `--types cannot be ${type}: no event of this type was ever kept; did you mean ${meant}?`,
  )
}

interface ExportSelection {
  readonly from: Date | undefined
  readonly before: Date | undefined
  readonly types: readonly EventType[] | undefined
  readonly all?: boolean
  readonly tests?: boolean
  readonly format: ExportFormat
  readonly progress: (count: number, share: number) => void
}

/** @returns how many; undefined where the reader left before the end */
async function writeAll(journal: Journal, wanted: ExportSelection): Promise<number | undefined> {
  const { from, before, all = false, tests = true, format, progress } = wanted
  const types = format.types ?? wanted.types
  const first = from === undefined ? 0 : await journal.positionAt(from)
  const last = before === undefined ? await journal.end() : await journal.positionAt(before)
  if (from !== undefined) await showEarlier(journal, { ...wanted, from })
  let after: Position = first
  let count = 0
  while (after < last) {
    const rows = await journal.read({
      after,
      to: last,
      limit: PAGE,
      ...(types && { types }),
      ...(!all && { kept: true }),
    })
    const lines = rows
      .filter(({ event }) => tests || !event.test)
      .map(row => format.line(row))
      .filter(line => line !== undefined)
      .map(line => `${JSON.stringify(line)}\n`)
    if (!(await toStdoutInTurn(lines.join('')))) return undefined
    count += lines.length
    after = rows.length < PAGE ? last : (rows.at(-1)?.position ?? last)
    progress(count, (after - first) / Math.max(last - first, 1))
  }
  return count
}

async function showEarlier(
  journal: Journal,
  { format, from, tests = true }: ExportSelection & { readonly from: Date },
): Promise<void> {
  const { earlier: limit, types } = format
  if (limit === undefined || types === undefined) return
  const rows = await journal.query({ types, until: from, newest: true, limit, tests })
  for (const row of rows.toReversed()) format.line(row)
}

// On stderr, so that the lines themselves can go into a file; not where they go to the same terminal.
function createProgress(isJson: boolean): ExportSelection['progress'] {
  if (isJson || !process.stderr.isTTY || process.stdout.isTTY) return () => undefined
  return (count, share) => {
    const end = share >= 1 ? '\r\u001b[K' : ''
    process.stderr.write(`\r${count} events, ${Math.round(share * 100)} %${end}`)
  }
}
