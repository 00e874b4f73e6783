// Each mixes the larger part of the dimensions, from the first or to the last: after four, every one depends on all.
const ROUNDS = 4

/**
 * A vector turned in space, always in the same way: angles between turned vectors are those between the vectors. A model may
 * put little into most of its dimensions, and then their signs say little; of a turned vector, each sign says as much as any
 * other (Gao, Long, "RaBitQ", SIGMOD 2024, https://doi.org/10.1145/3654970).
 */
export function turned(vector: Float32Array): Float32Array {
  const all = vector.slice()
  const size = 2 ** Math.floor(Math.log2(all.length))
  let state = 1
  for (let round = 0; round < ROUNDS; round++) {
    for (let at = 0; at < all.length; at++) {
      // A generator of numbers by D. Knuth; which ones they are does not matter, only that they stay the same.
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      if (state >= 2 ** 31) all[at] = -(all[at] ?? 0)
    }
    mix(round % 2 === 0 ? all.subarray(0, size) : all.subarray(all.length - size))
  }
  return all
}

/** The Walsh-Hadamard transform: all sums and differences. */
function mix(some: Float32Array): void {
  for (let half = 1; half < some.length; half *= 2) {
    for (let from = 0; from < some.length; from += 2 * half) {
      for (let at = from; at < from + half; at++) {
        const [one, other] = [some[at] ?? 0, some[at + half] ?? 0]
        some[at] = (one + other) * Math.SQRT1_2
        some[at + half] = (one - other) * Math.SQRT1_2
      }
    }
  }
}
