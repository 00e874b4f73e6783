import type { z } from 'zod'
import { InvalidInput } from '../../operations/checked-input.ts'
import { exportEvents as exportOperation } from '../../operations/export/export.ts'
import { FORMAT_NAMES } from '../../operations/export/formats.ts'
import { describeUnjudged, unjudgedEvents } from '../../operations/history/unjudged-events.ts'
import { onJournal } from '../on-journal.ts'
import { createOutput } from '../shown/output.ts'
import { createProgress } from '../shown/progress.ts'
import { toStdoutInTurn } from '../shown/stdout.ts'
import { parseSpan } from '../time.ts'
import { WrongUsage } from '../usage.ts'

// Lines that are written at once.
const PAGE = 500

export interface ExportSettings {
  readonly config?: string
  readonly json: boolean
  readonly types?: string
  readonly since?: string
  readonly until?: string
  readonly channel?: string
  readonly all?: boolean
  /** False: without test events. */
  readonly tests?: boolean
  readonly format: string
  /** Lines of chat before each answer, for `training`. */
  readonly chat?: string
}

/** `promethean export`: kept events as lines on stdout, in bounded memory, with or without a running instance. */
export async function exportEvents(settings: ExportSettings): Promise<number> {
  const output = createOutput(settings.json)
  const wish = wishOf(settings)
  // Not if the lines go to the same terminal.
  const progress = createProgress(settings.json || process.stdout.isTTY)
  return onJournal(settings.config, async given => {
    let count = 0
    const lines = exportOperation.listen(wish, {
      ...given,
      onProgress: (_, share) => progress.show(`${count} events`, share),
    })
    const isWhole = await write(lines, many => {
      count += many
    })
    progress.end()
    if (isWhole) output.trouble(count === 1 ? '1 event' : `${count} events`)
    const held = describeUnjudged((await unjudgedEvents(given.journal)).length)
    if (held !== undefined) output.trouble(held)
    return 0
  })
}

function wishOf({
  types,
  format: name,
  chat,
  all = false,
  tests = true,
  channel,
  ...told
}: ExportSettings): z.input<typeof exportOperation.input> {
  const format = FORMAT_NAMES.find(one => one === name)
  if (format === undefined) {
    const formats = FORMAT_NAMES.join(' or ')
    throw new WrongUsage(`there is no format ${name}: write --format ${formats}`)
  }
  const isTraining = format === 'training'
  if (isTraining && (all || types !== undefined))
    throw new WrongUsage('--format training selects its own events: leave out --types and --all')
  if (!isTraining && chat !== undefined)
    throw new WrongUsage('--chat needs --format training: leave it out, or add that format')
  if (chat !== undefined && !/^([0-9]|[1-9][0-9]{1,2})$/.test(chat))
    throw new WrongUsage('--chat must be a number of lines from 0 to 999: write --chat 20')
  const { since, until } = parseSpan(told)
  return {
    ...{ format, all, tests, channel, since: since?.toISOString(), until: until?.toISOString() },
    ...(types !== undefined && { types: types.split(',').map(part => part.trim()) }),
    ...(chat !== undefined && { chat: Number(chat) }),
  }
}

/**
 * Writes lines as fast as they are read.
 * @returns false if the reader left before the end
 * @throws WrongUsage if a type is none that was ever kept
 */
async function write(
  lines: AsyncIterable<object>,
  onWritten: (count: number) => void,
): Promise<boolean> {
  let page: string[] = []
  const flush = async () => {
    const count = page.length
    const isRead = await toStdoutInTurn(page.join(''))
    page = []
    if (isRead) onWritten(count)
    return isRead
  }
  try {
    for await (const line of lines) {
      page.push(`${JSON.stringify(line)}\n`)
      if (page.length >= PAGE && !(await flush())) return false
    }
  } catch (failure) {
    if (!(failure instanceof InvalidInput)) throw failure
    throw new WrongUsage(failure.problems.map(one => `--${one.path} ${one.message}`).join('; '))
  }
  return flush()
}
