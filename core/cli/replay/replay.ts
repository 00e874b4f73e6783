import type { z } from 'zod'
import { openProject } from '../../daemon/project.ts'
import { ConfigProblem } from '../../errors.ts'
import type { ReplayLine } from '../../operations/replay/lines.ts'
import { replay } from '../../operations/replay/replay.ts'
import { conditionOf, TERMINAL } from '../ask-instance.ts'
import { projectGiven } from '../given-here.ts'
import type { Called } from '../input-command.ts'
import { startLongWork } from '../long-work.ts'
import { describeDone } from '../shown/describe-effect.ts'
import { clock, createOutput, type Output, printable, report } from '../shown/output.ts'

const INTERRUPTED = {
  what: 'the replay was interrupted',
  advice: 'nothing was sent or changed',
}

type Input = z.input<typeof replay.input>
type Wanted = z.output<typeof replay.input>
type End = Extract<ReplayLine, { code: 'replayed' }>

/**
 * `promethean replay`: what the current config would have sent and done for past events. Nothing is sent.
 * @returns the exit code: with `--diff`, 1 if it differs from what was really sent
 */
export async function printReplayed({
  input,
  wanted: { diff },
  config,
  json,
}: Called<Input, Wanted>): Promise<number> {
  const output = createOutput(json)
  const project = await openProject(config)
  // Not if the lines go to the same terminal.
  const { signal, progress, end } = startLongWork(INTERRUPTED, json || process.stdout.isTTY)
  let differences = 0
  try {
    const lines = replay.listen(input, {
      ...projectGiven(project, conditionOf),
      ...{ caller: TERMINAL, dry: false, signal },
      onProgress: progress.show,
    })
    for await (const line of lines) {
      if (line.code === 'difference') differences += 1
      if (line.code === 'effect' || line.code === 'difference') say(output, line)
      else progress.end()
      if (line.code === 'log') output.trouble(`${line.plugin}: ${line.message}`)
      if (line.code === 'replayed') sum(output, line, diff && differences === 0)
    }
    return differences > 0 ? 1 : 0
  } catch (failure) {
    if (!(failure instanceof ConfigProblem)) throw failure
    report(output, failure, project.name)
    return 1
  } finally {
    end()
    await project.close()
  }
}

const SIGNS = { effect: ' ', missing: '-', added: '+' } as const
const COLORS = { effect: 'reset', missing: 'red', added: 'green' } as const

function say(output: Output, line: Extract<ReplayLine, { at: string }>): void {
  output.json(line)
  const kind = line.code === 'difference' ? line.kind : line.code
  const words = describeDone(line, kind === 'missing')
  const text = `${SIGNS[kind]} ${clock(new Date(line.at))}  ${words}`
  output.line(output.style(COLORS[kind], printable(text)))
}

function sum(output: Output, { from, ...end }: End, isSame: boolean): void {
  output.json(end)
  const { events, left_out: leftOut, made_up: madeUp } = end
  if (isSame && events > 0) output.trouble('nothing differs from what was said and done then')
  const since = new Date(from).toLocaleString('sv')
  output.trouble(`${events} events from ${since} on; not run: ${leftOut.join(', ') || 'none'}`)
  if (madeUp !== undefined)
    output.trouble(`${madeUp} test events from that time were left out; add --tests`)
}
