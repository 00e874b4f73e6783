const PLATFORMS =
  'twitch|ttv|you ?tube|yt|kick|trovo|tik ?tok|facebook|fb|instagram|linkedin|twitter|discord|dlive|rumble|mixer'
// Of three words at most and no address: `[youtube] is down again, see: ...` and `[YouTube] https://...` are talk.
const SPEAKER = '(?:[^\\s:,!?]{1,50} ){0,2}[^\\s:,!?]{1,50} ?:(?!//)'

// Restream writes `[YouTube: Some Name] text`; the other two are how similar bridges name a speaker.
const PREFIXES = [
  `[[({<] ?(?:from |via )?(?:${PLATFORMS}) ?[:|/-] ?.{1,100}?[\\])}>]`,
  `[[({<] ?(?:from |via )?(?:${PLATFORMS}) ?[\\])}>] ?${SPEAKER}`,
  `[^\\s[({<]{1,50} ?[[({<](?:${PLATFORMS})[\\])}>] ?:`,
]
const RELAY_PREFIX = new RegExp(`^[^\\p{L}\\p{N}[({<@]{0,10}(?:${PREFIXES.join('|')})`, 'iu')

/** Whether a text begins as a relay's does: `[YouTube: name] `, `[Twitch] name: `, `(YouTube) name: `. */
export function hasRelayPrefix(text: string): boolean {
  return RELAY_PREFIX.test(text.trimStart())
}

/** A text as it is compared with others: without case, spacing and the invisible characters clients add. */
export function normalised(text: string): string {
  return text.normalize('NFKC').replace(INVISIBLE, '').replace(/\s+/g, ' ').trim().toLowerCase()
}

// Chat clients append U+E0000 to get past Twitch's ban on saying the same twice within 30 s; it is unassigned, so not in Cf.
const INVISIBLE = /[\p{Cf}\p{Variation_Selector}\u{e0000}-\u{e0fff}]/gu
