import { resolveConfusablesTransformer } from 'obscenity'
import { withoutInvisible } from './text.ts'

// The full stop of East Asia ends sentences too: only before Latin letters it is the dot of an address.
const DOTS = /[\u3002\uFF61](?=[a-z0-9])|[\uFE52\uFF0E\u2024\u2027\u00B7\u2022\u2219\u06D4]/giu
const SPELLED_DOT = /\s*[[({<]\s*(?:dot|punkt|point|\.)\s*[\])}>]\s*|\s+(?:dot|d0t)\s+/giu
// Words that end an address even where it is spelled apart.
const ENDINGS =
  'com|net|org|info|biz|gg|tv|ly|me|io|co|to|cc|xyz|link|live|shop|store|site|online|club|app|dev|example|test|ru|uk|de|fr|eu|us|be'

const LINKS = [
  /[a-z][a-z0-9+.-]*\s?:\s?\/\//iu,
  /\b(?:mailto|javascript|data|tel|discord|steam):\S/iu,
  /\bh..ps?\s?:/iu,
  /\bwww\b/iu,
  // Any two words with a dot and nothing else between them; `Node.js` and `1.5` are none.
  /[\p{L}\p{N}_-]\.(?!js\b)(?=[\p{L}\p{N}-]*\p{L})[\p{L}\p{N}-]{2,}/iu,
  new RegExp(`[\\p{L}\\p{N}]\\s*[.,]\\s*(?:${ENDINGS})\\b(?!\\s+\\p{L})`, 'iu'),
  new RegExp(`[\\p{L}\\p{N}]\\s\\.\\s?(?:${ENDINGS})\\b`, 'iu'),
  new RegExp(`\\b[\\p{L}\\p{N}-]{2,}[\\s.]+(?:${ENDINGS})\\s?/\\s?\\w`, 'iu'),
  /\bdiscord\s+gg\b|\bxn--/iu,
  /\b\d{1,3}(?:\.\d{1,3}){3}\b/u,
  /\S@\S+\.\S/u,
]

const { transform } = resolveConfusablesTransformer()

/** Whether a text holds an address somebody could follow, however oddly it is spelled. */
export function hasLink(text: string): boolean {
  const plain = withoutInvisible(text.normalize('NFKC'))
  return [plain, lookalikesResolved(plain)].some(form => {
    const dotted = form.replace(DOTS, '.').replace(SPELLED_DOT, '.')
    return LINKS.some(pattern => pattern.test(dotted))
  })
}

function lookalikesResolved(text: string): string {
  return Array.from(text, one => {
    const code = transform(one.codePointAt(0) ?? 0)
    return code === undefined ? '' : String.fromCodePoint(code)
  }).join('')
}
