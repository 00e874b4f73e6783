import { cutAtWord, plainAnswer } from 'promethean'

const ENDS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu
// Signs that start a command, here, on the platform or with another bot, and whatever stands or hides before them.
const SIGNS =
  /^(?:\p{L}{1,20}:\s*(?=[!/.\\]))?(?:["'“”‘’«»]*[\p{Default_Ignorable_Code_Point}\s!/.\\$%&*+,:;<=>?^_`|~#-])+/u

/** What a model wrote, as one line of chat: its words alone, without line ends, a command's sign at the start, and no longer than this. */
export function cleanAnswer(text: string, longest: number): string {
  return shortened(
    plainAnswer(text).replace(ENDS, ' ').normalize('NFC').replace(SIGNS, '').trim(),
    longest,
  )
}

/** Cut at a word, with an ellipsis, to so many code points. */
function shortened(text: string, longest: number): string {
  return [...text].length <= longest ? text : `${cutAtWord(text, longest - 1)}…`
}

const LONGEST: Readonly<Record<string, number>> = {
  twitch: 500,
  kick: 500,
  trovo: 300,
  youtube: 200,
  tiktok: 150,
}

/** Code points a line may have on a platform. */
export function longestOn(platform: string | undefined): number {
  return LONGEST[platform ?? ''] ?? 200
}
