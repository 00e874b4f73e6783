import { definePlugin, Embeddings, EventHistory, Forgetting, MemoryIndex, many } from 'promethean'
import { z } from 'zod'

/** Keeps vectors of what was said, so that it can be found by what it means. */
export const memory = definePlugin({
  name: 'memory',
  options: z
    .strictObject({
      model: z
        .string()
        .optional()
        .describe('Plugin id of the embedding model; by default the first'),
      tests: z.boolean().default(false).describe('Include test events'),
    })
    .prefault({}),
  needs: { embeddings: many(Embeddings), history: EventHistory },
  provides: [MemoryIndex, Forgetting],
  // It owns a file.
  exclusive: true,
  async examine(context) {
    const { examine } = await import('./examine.ts')
    return examine(context)
  },
  async setup(context) {
    const { begin } = await import('./begin.ts')
    return begin(context)
  },
})
