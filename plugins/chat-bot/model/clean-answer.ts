import { cutAtWord, plainAnswer } from 'promethean'

const ENDS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu
// Characters that start a command here, on the platform or with another bot, and anything visible or invisible before them.
const SIGNS =
  /^(?:\p{L}{1,20}:\s*(?=[!/.\\]))?(?:["'“”‘’«»]*[\p{Default_Ignorable_Code_Point}\s!/.\\$%&*+,:;<=>?^_`|~#-])+/u

/** A model's text as one chat message: without wrapping, line ends and leading command characters, and no longer than this. */
export function cleanAnswer(text: string, longest: number): string {
  return shortened(
    plainAnswer(text).replace(ENDS, ' ').normalize('NFC').replace(SIGNS, '').trim(),
    longest,
  )
}

/** Cut between words, with an ellipsis, to this many code points. */
function shortened(text: string, longest: number): string {
  return [...text].length <= longest ? text : `${cutAtWord(text, longest - 1)}…`
}
