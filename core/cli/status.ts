import { z } from 'zod'
import { clock, createOutput, type Output, printable } from './output.ts'
import { askOrFail, withProject } from './running.ts'
import { describeMuted } from './summary.ts'

/** How a running instance says it does, as JSON. */
export const statusSchema = z.looseObject({
  plugins: z.array(
    z.object({
      id: z.string(),
      state: z.string(),
      since: z.string(),
      retryAt: z.string().optional(),
      reason: z.string().optional(),
      failures: z.object({ count: z.number(), reason: z.string(), at: z.string() }).optional(),
    }),
  ),
  seen: z.number(),
  kept: z.number(),
  repeats: z.number(),
  dropped: z.record(z.string(), z.number()),
  unjournaled: z.number(),
  consumers: z.record(
    z.string(),
    z.object({
      delivered: z.number(),
      lag: z.number(),
      parked: z.number(),
      reason: z.string().optional(),
    }),
  ),
  session: z.string().optional(),
  muted: z.object({ all: z.boolean(), plugins: z.array(z.string()) }).optional(),
  waiting: z
    .array(z.object({ plugin: z.string(), what: z.string(), text: z.string(), until: z.string() }))
    .default([]),
})

export type RunningStatus = z.output<typeof statusSchema>
type RunningUse = RunningStatus['plugins'][number]

/** `promethean status`: every plugin and consumer of the running instance. */
export async function status(settings: {
  readonly config?: string
  readonly json: boolean
}): Promise<number> {
  const output = createOutput(settings.json)
  return withProject(settings.config, async journalFile => {
    const found = statusSchema.parse(await askOrFail(journalFile, 'status'))
    output.json({ code: 'status', ...found })
    if (!output.isJson) show(output, found)
    return 0
  })
}

const COLORS: Readonly<Record<string, 'green' | 'yellow' | 'red'>> = {
  connected: 'green',
  ready: 'green',
  stale: 'yellow',
  retrying: 'yellow',
  failed: 'red',
}

/** `since 11:40:01; failed 3 times, last at 11:40:00: x is not iterable`. */
export function describeUse({ since, retryAt, reason, failures }: RunningUse): string {
  const failed =
    failures &&
    `failed ${times(failures.count)}, last at ${clock(new Date(failures.at))}${failures.reason === reason ? '' : `: ${printable(failures.reason)}`}`
  const more = [
    `since ${clock(new Date(since))}`,
    retryAt && `again at ${clock(new Date(retryAt))}`,
    reason && printable(reason),
    failed,
  ]
  return more.filter(Boolean).join('; ')
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}

function show(output: Output, found: RunningStatus): void {
  const width = Math.max(...found.plugins.map(({ id }) => id.length), 8)
  for (const plugin of found.plugins) {
    const { id, state } = plugin
    const word = output.style(COLORS[state] ?? 'reset', state.padEnd(9))
    output.line(`${id.padEnd(width)}  ${word}  ${describeUse(plugin)}`)
  }
  for (const [id, { delivered, lag, parked, reason }] of Object.entries(found.consumers)) {
    output.line(
      `${id.padEnd(width)}  consumer   delivered ${delivered}, lag ${lag}, parked ${parked}${reason === undefined ? '' : `; ${printable(reason)}`}`,
    )
  }
  const drops = Object.entries(found.dropped).map(([reason, count]) => `${count} ${reason}`)
  output.line(
    `seen ${found.seen}, kept ${found.kept}, repeats ${found.repeats}, dropped ${drops.join(', ') || 0}, unjournaled ${found.unjournaled}`,
  )
  for (const { plugin, what, text, until } of found.waiting) {
    const words = `a ${what} waits for your word until ${clock(new Date(until))}: ${printable(text)}`
    output.line(`${plugin.padEnd(width)}  ${output.style('yellow', words)}`)
  }
  if (found.muted !== undefined) {
    const words = `${describeMuted(found.muted)}; promethean unmute lets it through`
    output.line(output.style('yellow', words))
  }
  if (found.session !== undefined) output.line(`session ${found.session}`)
}
