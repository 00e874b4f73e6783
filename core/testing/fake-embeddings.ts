import {
  type EmbeddingModel,
  type EmbeddingPurpose,
  Embeddings,
} from '../plugin/embeddings/port.ts'
import { embeddableTexts } from '../plugin/embeddings/texts.ts'
import { unitVectors } from '../plugin/embeddings/vectors.ts'
import { wordsOf } from '../text/visible.ts'
import { type FakePort, fakePort } from './fakes.ts'

/** A call to fake embeddings. */
export interface EmbedCall {
  readonly texts: readonly string[]
  readonly purpose: EmbeddingPurpose
}

/** Embeddings without a model, which record the calls. */
export interface FakeEmbeddings extends FakePort, Embeddings, EmbeddingModel {
  /** The calls, in order. */
  readonly asked: readonly EmbedCall[]
  /** If set, calls fail with it. */
  failure: Error | undefined
}

/**
 * Creates embeddings that need no model: texts are near each other if they have words in common. The same text always gets
 * the same vector.
 */
export function fakeEmbeddings({
  model = 'fake',
  dimensions = 64,
}: {
  readonly model?: string
  readonly dimensions?: number
} = {}): FakeEmbeddings {
  const asked: EmbedCall[] = []
  const embed: Embeddings['embed'] = async (texts, purpose, signal) => {
    signal?.throwIfAborted()
    asked.push({ texts, purpose })
    if (fake.failure !== undefined) throw fake.failure
    const rows = embeddableTexts(texts, 1_000).map(text => rowOf(text, dimensions))
    return {
      vectors: unitVectors(rows, { model, count: texts.length, dimensions }),
      model,
      dimensions,
    }
  }
  const fake = { model, dimensions, embed, asked, failure: undefined as Error | undefined }
  return Object.assign(fake, fakePort(Embeddings, fake))
}

function rowOf(text: string, dimensions: number): readonly number[] {
  const row = Array.from({ length: dimensions }, () => 0)
  for (const word of wordsOf(text.toLowerCase())) {
    const place = hashOf(word) % dimensions
    row[place] = (row[place] ?? 0) + 1
  }
  return row
}

// FNV-1a: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
function hashOf(word: string): number {
  let hash = 0x811c9dc5
  for (const unit of word) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hash
}
