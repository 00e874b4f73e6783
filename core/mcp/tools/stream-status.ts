import { z } from 'zod'
import { readingTool } from '../tool.ts'

export const streamStatus = readingTool({
  title: 'Status of the stream',
  description:
    'Whether the stream is live and since when, its title and scene, the state of every plugin and source, what is muted, what waits for approval.',
  input: z.strictObject({}),
  output: z.object({
    isLive: z.boolean(),
    liveSince: z.string().exactOptional(),
    session: z.string().exactOptional(),
    title: z.string().exactOptional(),
    scene: z.string().exactOptional(),
    lines: z.int().exactOptional(),
    plugins: z.array(z.looseObject({})),
    muted: z.looseObject({}).exactOptional(),
    waiting: z.array(z.looseObject({})),
  }),
  view: async (_, ask) => {
    const { plugins, session, liveSince, scene, muted, waiting } = await ask('status', {})
    const stream =
      session === undefined
        ? undefined
        : (await ask('sessions', { session, limit: 1 }).catch(() => undefined))?.sessions[0]
    const title = stream?.titles.at(-1)?.title
    return {
      isLive: liveSince !== undefined,
      ...(liveSince !== undefined && { liveSince }),
      ...(session !== undefined && { session }),
      ...(title !== undefined && { title }),
      ...(scene !== undefined && { scene }),
      ...(stream !== undefined && { lines: stream.lines }),
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
