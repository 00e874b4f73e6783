import { createHash } from 'node:crypto'
import { definePlugin, Embeddings } from 'promethean'

/** As many as the model that npm installs has. */
export const DIMENSIONS = 512

/** Vectors without a model: those of equal texts are equal, and all else is chance. */
export const madeEmbeddings = definePlugin({
  name: 'made-embeddings',
  provides: [Embeddings],
  setup: ({ provide }) => {
    provide(Embeddings, {
      ...{ model: 'made', dimensions: DIMENSIONS },
      embed: async texts => ({
        ...{ model: 'made', dimensions: DIMENSIONS },
        vectors: texts.map(text =>
          madeVector(createHash('sha256').update(text).digest().readUInt32LE()),
        ),
      }),
    })
  },
})

/** A vector of length 1. */
export function madeVector(seed: number): Float32Array {
  let state = seed || 1
  const vector = new Float32Array(DIMENSIONS)
  let square = 0
  for (let at = 0; at < DIMENSIONS; at++) {
    // Xorshift, https://www.jstatsoft.org/article/view/v008i14
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    const part = state / 2 ** 31
    vector[at] = part
    square += part * part
  }
  const length = Math.sqrt(square)
  return vector.map(part => part / length)
}
