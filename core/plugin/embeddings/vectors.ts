import { EmbeddingsFailure } from './port.ts'

// The largest models have 4,096 to 8,192: https://huggingface.co/spaces/mteb/leaderboard
const MOST_DIMENSIONS = 16_384

/** What vectors must be. */
export interface VectorLimits {
  /** For the error messages. */
  readonly model: string
  readonly count: number
  /** Undefined if any number will do: then all must have the same. */
  readonly dimensions: number | undefined
}

/**
 * Reads a model's answer as vectors of length 1. What a model or server answers is not trusted.
 * @param rows one list of numbers for each text
 * @throws EmbeddingsFailure if it is anything else, or has other dimensions
 */
export function unitVectors(
  rows: unknown,
  { model, count, dimensions }: VectorLimits,
): readonly Float32Array[] {
  const invalid = (why: string) =>
    new EmbeddingsFailure('invalid', {
      what: `cannot use what ${model} answered`,
      why,
      advice: 'check that it is an embedding model, and update its server',
    })
  if (!Array.isArray(rows)) throw invalid('it has no list of vectors')
  if (rows.length !== count) throw invalid(`it has ${rows.length} vectors for ${count} texts`)
  const wanted = dimensions ?? lengthOf(rows[0])
  return rows.map((row: unknown) => {
    const length = lengthOf(row)
    if (length === 0 || length > MOST_DIMENSIONS || !isNumbers(row))
      throw invalid(`a vector is not a list of 1 to ${MOST_DIMENSIONS} numbers`)
    if (length !== wanted) throw wrongDimensions(model, length, wanted)
    const size = Math.hypot(...row)
    if (size === 0 || !Number.isFinite(size)) throw invalid('a vector has no direction')
    return Float32Array.from(row, part => part / size)
  })
}

/** The model behind a name has changed, or is not the one that was meant. */
function wrongDimensions(model: string, told: number, wanted: number): EmbeddingsFailure {
  return new EmbeddingsFailure('wrong_dimensions', {
    what: `cannot use what ${model} answered`,
    why: `its vectors have ${told} dimensions instead of ${wanted}, so they are of another model`,
    advice: 'restart its plugin if you changed the model, else correct its name or dimensions',
  })
}

function lengthOf(row: unknown): number {
  return Array.isArray(row) || row instanceof Float32Array ? row.length : 0
}

function isNumbers(row: unknown): row is readonly number[] | Float32Array {
  if (row instanceof Float32Array) return row.every(Number.isFinite)
  return Array.isArray(row) && row.every(Number.isFinite)
}
