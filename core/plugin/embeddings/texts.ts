import { cutAtPoint } from '../../text/cut.ts'
import { visibleText } from '../../text/visible.ts'
import { EmbeddingsFailure, MOST_TEXTS } from './port.ts'

// Cut roughly first: a text of megabytes need not be read to its end.
const ROUGHLY = 4
// Models refuse an empty text, or have no vector for it.
const NOTHING = '.'

/**
 * Texts as any model takes them: without control characters, halves of characters and what cannot be seen, never empty,
 * and at most so long.
 * @param maxLength in code points
 * @param hide takes secrets out, before they could be cut in two
 * @throws EmbeddingsFailure if there are more than `MOST_TEXTS`
 */
export function embeddableTexts(
  texts: readonly string[],
  maxLength: number,
  hide: (text: string) => string = text => text,
): readonly string[] {
  if (texts.length > MOST_TEXTS)
    throw new EmbeddingsFailure('refused', {
      what: `cannot embed ${texts.length} texts at once`,
      why: `at most ${MOST_TEXTS} are accepted`,
      advice: 'embed them in several calls',
    })
  return texts.map(text => {
    const rough = text.slice(0, ROUGHLY * maxLength).toWellFormed()
    // A line end or NUL parts two words; other characters without a picture are only left out.
    const shown = visibleText(hide(rough).replace(/[\p{Cc}\u2028\u2029]+/gu, ' '))
    return cutAtPoint(shown, maxLength).trimEnd() || NOTHING
  })
}
