import { z } from 'zod'
import { RefusedCall } from '../refused-call.ts'
import { type Ask, readingTool } from '../tool.ts'

export const streamStatus = readingTool({
  title: 'Status of the stream',
  description:
    'Whether the stream is live and since when, its title and scene, the state of every plugin and source, what is muted, what waits for approval.',
  input: z.strictObject({}),
  output: z.object({
    isLive: z.boolean().exactOptional(),
    liveSince: z.string().exactOptional(),
    session: z.string().exactOptional(),
    title: z.string().exactOptional(),
    scene: z.string().exactOptional(),
    lines: z.int().exactOptional(),
    plugins: z.array(z.looseObject({})),
    muted: z.looseObject({}).exactOptional(),
    waiting: z.array(z.looseObject({})).exactOptional(),
  }),
  view: async (_, ask) => {
    const status = await ask('status', {}).catch(absent)
    // While nothing runs, the last stream is all there is to tell: what waits for approval waits for the next run.
    if (status === undefined) return { ...(await lastStream({}, ask)), plugins: [] }
    const { plugins, session, liveSince, scene, muted, waiting } = status
    return {
      isLive: liveSince !== undefined,
      ...(liveSince !== undefined && { liveSince }),
      ...(session !== undefined && { session, ...(await lastStream({ session }, ask)) }),
      ...(scene !== undefined && { scene }),
      plugins: plugins.map(({ id, state, reason }) => ({
        ...{ id, state },
        ...(reason !== undefined && { reason }),
      })),
      ...(muted !== undefined && { muted }),
      waiting: waiting.map(({ id, what, text, until, agent }) => ({
        ...{ approval: id, what, text, until },
        ...(agent !== undefined && { agent: agent.name }),
        ...(agent?.reason !== undefined && { reason: agent.reason }),
      })),
    }
  },
})

function absent(failure: unknown): undefined {
  if (!(failure instanceof RefusedCall) || !failure.isAbsent) throw failure
}

async function lastStream(wanted: { readonly session?: string }, ask: Ask) {
  const found = await ask('sessions', { ...wanted, limit: 1 }).catch(() => undefined)
  const [stream] = found?.sessions ?? []
  if (stream === undefined) return {}
  const { session, lines, titles } = stream
  const title = titles.at(-1)?.title
  return { session, lines, ...(title !== undefined && { title }) }
}
