import { definePlugin, Embeddings, EventHistory, Forgetting, many } from 'promethean'
import { chromaOptions } from './options.ts'

/** Keeps what was said in a Chroma server, where other agents find it by what it means. */
export const chroma = definePlugin({
  name: 'chroma',
  options: chromaOptions,
  needs: { embeddings: many(Embeddings), history: EventHistory },
  provides: [Forgetting],
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
