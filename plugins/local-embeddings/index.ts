import { definePlugin, duration, Embeddings, PluginFailure } from 'promethean'
import { z } from 'zod'
import { missingPackages } from './packages.ts'

/** Turns texts into vectors on this computer, without any server: English only, by a model that npm installs. */
export const localEmbeddings = definePlugin({
  name: 'local-embeddings',
  options: z
    .strictObject({
      deadline: duration().default('30s').describe('How long a call may take'),
    })
    .prefault({}),
  provides: [Embeddings],
  async examine(context) {
    const { examine } = await import('./examine.ts')
    return examine(context)
  },
  async setup({ options, provide, defer, signal, log }) {
    const missing = missingPackages()
    if (missing !== undefined) throw new PluginFailure(missing)
    const { LocalEmbedder } = await import('./embedder.ts')
    const embedder = new LocalEmbedder({ deadline: options.deadline, signal, log })
    defer(() => embedder.close())
    provide(Embeddings, embedder)
  },
})
