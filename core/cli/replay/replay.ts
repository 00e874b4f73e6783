import type { CheckedConfig } from '../../config/check/check.ts'
import { requireConfig } from '../../daemon/project.ts'
import type { Journal } from '../../journal/port.ts'
import { type Done, differenceOf } from '../../replay/effects-compared.ts'
import { replay } from '../../replay/replay.ts'
import { madeUpSpan, type Span, sessionSpan } from '../../replay/session-span.ts'
import { openToRead, withProject } from '../journal-access.ts'
import { describeDone } from '../shown/describe-effect.ts'
import { clock, createOutput, type Output, printable } from '../shown/output.ts'
import { parseSpan } from '../time.ts'
import { WrongUsage } from '../usage.ts'

const DAY_MS = 86_400_000

export interface ReplayCommand {
  readonly config?: string
  readonly json: boolean
  readonly since?: string
  readonly until?: string
  readonly session?: string
  readonly diff?: boolean
  /** Test events too. */
  readonly tests?: boolean
}

/**
 * `promethean replay`: what the current config would have sent and done for past events. Nothing is sent.
 * @returns the exit code: with `--diff`, 1 if it differs from what was really sent
 */
export async function replayCommand(settings: ReplayCommand): Promise<number> {
  const output = createOutput(settings.json)
  const { diff = false, tests = false } = settings
  return withProject(settings.config, async (journalFile, project) => {
    const config = await requireConfig(project)
    const journal = await openToRead(journalFile)
    try {
      const span = await spanOf(journal, settings, config)
      const { then, now, events, madeUp, leftOut } = await replay({
        config,
        journal,
        tests,
        secrets: project.secrets,
        ...span,
        onDone: done => {
          if (!diff) say(output, 'effect', done)
        },
        write: ({ level, plugin, message }) => {
          if (level === 'warn' || level === 'error') output.trouble(`${plugin}: ${message}`)
        },
        onProgress: progressOf(output),
      })
      const { missing, added } = differenceOf(then, now)
      if (diff) {
        for (const done of missing) say(output, 'missing', done)
        for (const done of added) say(output, 'added', done)
      }
      const notTaken = madeUp > 0 && { made_up: madeUp }
      output.json({
        code: 'replayed',
        events,
        effects: now.length,
        left_out: leftOut,
        ...notTaken,
      })
      const differences = missing.length + added.length
      if (diff && differences === 0 && events > 0)
        output.trouble('nothing differs from what was said and done then')
      output.trouble(
        `${events} events from ${span.from.toLocaleString('sv')} on; not run: ${leftOut.join(', ') || 'none'}`,
      )
      if (madeUp > 0)
        output.trouble(`${madeUp} test events from that time were left out; add --tests`)
      return diff && differences > 0 ? 1 : 0
    } finally {
      await journal.close()
    }
  })
}

async function spanOf(
  journal: Journal,
  settings: ReplayCommand,
  { uses }: CheckedConfig,
): Promise<Span> {
  const { session, tests = false } = settings
  const { since, until } = parseSpan(settings)
  if (session !== undefined && (since ?? until) !== undefined)
    throw new WrongUsage('--session sets the time: leave out --since and --until')
  const end = until ?? new Date()
  if (since !== undefined) return { from: since, until: end }
  if (session !== undefined) return spanOfSession(journal, session)
  const inventors = uses.filter(({ plugin }) => plugin.invents).map(({ id }) => id)
  const last =
    until === undefined ? await lastStream(journal, tests ? inventors : [], end) : undefined
  return last ?? { from: new Date(end.getTime() - DAY_MS), until: end }
}

/** The last session, or the simulated stream that started after it. */
async function lastStream(
  journal: Journal,
  inventors: readonly string[],
  end: Date,
): Promise<Span | undefined> {
  const madeUp = await madeUpSpan(journal, inventors, end)
  const [row] = await journal.query({ types: ['session.started'], newest: true, limit: 1 })
  const session = row?.event.session
  if (session === undefined) return madeUp
  const real = await spanOfSession(journal, session)
  return madeUp !== undefined && madeUp.from > real.from ? madeUp : real
}

async function spanOfSession(journal: Journal, session: string): Promise<Span> {
  const span = await sessionSpan(journal, session)
  if (span === undefined)
    throw new WrongUsage(
      `the journal has no stream ${session}; write one as promethean sessions prints it`,
    )
  return span
}

const SIGNS = { effect: ' ', missing: '-', added: '+' } as const

function say(output: Output, kind: keyof typeof SIGNS, done: Done): void {
  const code = kind === 'effect' ? { code: 'effect' } : { code: 'difference', kind }
  output.json({ ...code, ...done })
  const words = describeDone(done, kind === 'missing')
  const line = `${SIGNS[kind]} ${clock(done.at)}  ${words}`
  const colors = { effect: 'reset', missing: 'red', added: 'green' } as const
  output.line(output.style(colors[kind], printable(line)))
}

function progressOf({ isJson }: Output): (share: number) => void {
  if (isJson || !process.stderr.isTTY || process.stdout.isTTY) return () => undefined
  return share =>
    process.stderr.write(`\r${Math.round(share * 100)} %${share >= 1 ? '\r\u001b[K' : ''}`)
}
