import type { z } from 'zod'
import { InvalidInput } from '../../operations/checked-input.ts'
import { exportEvents } from '../../operations/export/export.ts'
import { describeUnjudged, unjudgedEvents } from '../../operations/history/unjudged-events.ts'
import type { Called } from '../input-command.ts'
import { onJournal } from '../on-journal.ts'
import { createOutput } from '../shown/output.ts'
import { createProgress } from '../shown/progress.ts'
import { toStdoutInTurn } from '../shown/stdout.ts'
import { WrongUsage } from '../usage.ts'

// Lines that are written at once.
const PAGE = 500

type Input = z.input<typeof exportEvents.input>
type Wanted = z.output<typeof exportEvents.input>

/** `promethean export`: kept events as lines on stdout, in bounded memory, with or without a running instance. */
export async function printExported({
  input,
  config,
  json,
}: Called<Input, Wanted>): Promise<number> {
  const output = createOutput(json)
  // Not if the lines go to the same terminal.
  const progress = createProgress(json || process.stdout.isTTY)
  return onJournal(config, async given => {
    let count = 0
    const lines = exportEvents.listen(input, {
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

/**
 * Writes lines as fast as they are read.
 * @returns false if the reader left before the end
 * @throws WrongUsage if a type was never kept
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
    throw new WrongUsage(...failure.problems.map(({ path, message }) => `--${path} ${message}`))
  }
  return flush()
}
