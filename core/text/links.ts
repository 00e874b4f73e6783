import { withoutInvisible } from './visible.ts'

/**
 * Whether a text holds a link in any spelling: with or without a scheme, `hxxp`, `example dot com`, `example[.]com`,
 * letters set apart, other dots, a number for an address. Rather one too many: it is asked of what a model wrote.
 */
export function holdsLink(text: string): boolean {
  const seen = seenText(text)
  for (let start = 0; start === 0 || start + OVERLAP < seen.length; start += PIECE - OVERLAP) {
    const plain = withDots(seen.slice(start, start + PIECE))
    if ([plain, closedUp(plain)].some(form => LINKS.some(link => link.test(form)))) return true
  }
  return false
}

// The time the patterns take grows with the square of what they are given: a model that talks without end must not
// hold everything up. A link is shorter than what two pieces share.
const PIECE = 1_000
const OVERLAP = 200

// Top-level domains that people write after the word dot, or after a separated dot.
const ENDINGS =
  'com|net|org|info|biz|dev|app|xyz|gg|tv|io|co|cc|ly|live|link|site|online|shop|store|club|top|ru|cn|de|uk|eu|nl|fr|ai|zip|lol|example|test'
// Of these no sentence is made: they end an address behind a comma or a blank as well.
const BARE_ENDINGS = 'com|net|org|gg'

const LINKS: readonly RegExp[] = [
  /\b[a-z][a-z0-9+.-]* ?: ?\/ ?\//,
  /\b(?:mailto|javascript|data|tel|steam|discord):\S/,
  /\bh[tx]{2}ps?\b ?[:/.]/,
  /\bwww\d?\b/,
  // A host's name: `example.com`, `пример.рф`, `discord.gg/x`. Numbers with units, abbreviations and `Node.js` are not.
  /[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\.(?!js(?![\p{L}\p{N}]))(?:xn--[a-z0-9-]+|\p{L}{2,})(?![\p{L}\p{N}])/u,
  // A blank behind the dot alone ends a sentence: `Good. Live now`.
  new RegExp(`[\\p{L}\\p{N}] \\. ?(?:${ENDINGS})(?![\\p{L}\\p{N}])`, 'u'),
  new RegExp(`[\\p{L}\\p{N}](?:[.,] ?| )(?:${BARE_ENDINGS})(?![\\p{L}\\p{N}])`, 'u'),
  new RegExp(`[\\p{L}\\p{N}]{2} (?:${BARE_ENDINGS}|ly|tv) ?/ ?\\w`, 'u'),
  // An address as a number, in four parts or as IPv6.
  /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/,
  /(?<![0-9a-f:])(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\b|\[[0-9a-f:]*::[0-9a-f:]*\]/,
  /\blocalhost ?[:/]/,
  /\bxn--/,
  // Without its dot it is still found by everybody.
  /\bdiscord ?[./]? ?(?:gg|com|app)\b/,
  /\S@\S+\.\S/,
]

const DOT = '(?:\\.|dot|d0t|punkt|punto|point|tochka|точка)'

// What cannot be seen goes.
function seenText(text: string): string {
  return withoutInvisible(decoded(text).normalize('NFKC')).replace(/\s+/g, ' ').toLowerCase()
}

// What people write for the dot becomes one.
function withDots(text: string): string {
  return text
    .replace(
      // The full stop of East Asia ends sentences: only before Latin letters it is the dot of an address.
      /\u3002(?=[a-z0-9])|[\uFF0E\u2024\u2027\u00B7\u2022\u2219\u22C5\u30FB\u0589\u06D4\u0701\u0702\uA4F8\u{10A50}\u{1D16D}]/gu,
      '.',
    )
    .replace(/[\u2044\u2215\u29F8\u29F5]/g, '/')
    .replace(/[\u02D0\uA789\u2236\uFE55]/g, ':')
    .replace(new RegExp(`\\s*[([{<"'*_~|-]+\\s*${DOT}\\s*[)\\]}>"'*_~|-]+\\s*`, 'gu'), '.')
    .replace(new RegExp(`\\s+(?:dot|d0t|punkt|punto)\\s+(?=(?:${ENDINGS})\\b)`, 'gu'), '.')
    .replace(/\s+/g, ' ')
}

// `e x a m p l e . c o m`: characters set apart one by one are put together.
function closedUp(text: string): string {
  return text.replace(/(?<=(?:^| )[^ ]) (?=[^ ](?: |$))/g, '')
}

function decoded(text: string): string {
  return text
    .replace(/%([0-9a-f]{2})/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )
    .replace(/&(?:period|#46|#x2e);/gi, '.')
    .replace(/&(?:sol|#47|#x2f);/gi, '/')
    .replace(/&(?:colon|#58|#x3a);/gi, ':')
}
