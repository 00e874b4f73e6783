import { visibleText } from 'promethean'

export const PLATFORMS =
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
  return RELAY_PREFIX.test(visibleText(text))
}
