// C0 and C1 without tab and line end, the line and paragraph separators.
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029]+/g
const EVERY_CONTROL = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g
// Half a pair, which JSON carries and no model can read.
const HALF = /\p{Surrogate}/gu
// Invisible characters: tags that spell a hidden text, and signs that reverse the order of others.
const UNSEEN = /[\u{E0000}-\u{E0FFF}\u200B\u2060-\u206F\u202A-\u202E\uFEFF\u00AD]/gu
/** A text without control characters; its lines stay. */
export function cleanText(text: string): string {
  return text
    .replace(HALF, '\uFFFD')
    .replace(/\r\n?/g, '\n')
    .replace(CONTROL, ' ')
    .replace(UNSEEN, '')
    .trim()
}

/** One line of it, without what cannot be seen. */
export function cleanLine(text: string): string {
  return text.replace(HALF, '\uFFFD').replace(EVERY_CONTROL, ' ').replace(UNSEEN, '').trim()
}

/** The text of an answer without its thinking blocks. */
export function answerText(answer: string): string {
  return cleanText(withoutThinking(answer))
}

// Some templates open the block themselves, so that only its end is in the answer; some never close it.
function withoutThinking(answer: string): string {
  let said = ''
  let isThinking = false
  for (const part of answer.split(/(<\/?think(?:ing)?>)/i)) {
    if (/^<think/i.test(part)) isThinking = true
    else if (/^<\/think/i.test(part)) {
      if (!isThinking) said = ''
      isThinking = false
    } else if (!isThinking) said += part
  }
  return said
}
