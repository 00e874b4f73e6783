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
    lines: z.int().describe('messages in this stream').exactOptional(),
    plugins: z.array(z.looseObject({ id: z.string(), state: z.string() })),
    muted: z.looseObject({}).exactOptional(),
    waiting: z.array(z.looseObject({})).describe('waits for the approval of the streamer'),
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
      waiting,
    }
  },
})
