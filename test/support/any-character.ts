import fc from 'fast-check'

const SURROGATES = { from: 0xd800, count: 0x800 }
const LAST = 0x10ffff

/** The unit of a text of any characters: as fast-check's `binary`, which first takes a second to make a table of all. */
export const anyCharacter: fc.Arbitrary<string> = fc
  .nat(LAST - SURROGATES.count)
  .map(n => String.fromCodePoint(n < SURROGATES.from ? n : n + SURROGATES.count))
