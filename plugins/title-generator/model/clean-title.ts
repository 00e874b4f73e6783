import { plainAnswer, visibleText } from 'promethean'

// Direction overrides count as invisible characters; these characters do not.
const UNSEEN = /[\u2800\uFFF9-\uFFFB]/gu
const LINE_ENDS = /[\n\v\f\r\u0085\u2028\u2029]+/u
const THOUGHTS = /<(think|thinking|reasoning)>[\s\S]*?(?:<\/\1>|$)/gi
// A tag that holds an address stays, so that it is seen as one.
const TAG = /<\/?[a-z!|](?![^<>]*:\/\/)[^<>]{0,300}>/gi
// What no core rule takes for one, as it may stand in a line of chat.
const LABEL = /^(?:(?:new|stream|suggested|your|the|my) )*(?:title|titel|titre) ?[–-] /iu
const CHATTER = /^(?:sure|okay|ok|certainly|of course|here)\b[^:"“]{0,80}: ?/iu
const BULLET = /^(?:[-*•·>]|#{1,6}|\d{1,2}[.)]) +/u

/** A model's answer as one line of plain text, without wrapping and invisible characters. */
export function cleanTitle(answer: string): string {
  const lines = plainAnswer(answer.replace(THOUGHTS, '')).split(LINE_ENDS)
  return lines.map(cleanLine).find(line => line !== '') ?? ''
}

// Signs a platform refuses, and what reads the same.
const ALIKE: ReadonlyMap<string, string> = new Map([
  ['<', '‹'],
  ['>', '›'],
])

/** A title without characters that one of its platforms rejects. */
export function withoutRefused(title: string, refused: string): string {
  return [...title].map(sign => (refused.includes(sign) ? (ALIKE.get(sign) ?? '') : sign)).join('')
}

function cleanLine(line: string): string {
  const visible = visibleText(line.replace(UNSEEN, '')).replace(/\s+/gu, ' ')
  return unwrapped(withoutMarkup(visible))
}

// Labels may be in quotes and quotes after labels, so this repeats until nothing changes.
function unwrapped(text: string): string {
  const next = plainAnswer(text.replace(BULLET, '').replace(CHATTER, '').replace(LABEL, ''))
  return next === text ? text : unwrapped(next)
}

function withoutMarkup(text: string): string {
  return text
    .replace(/^(?:```|~~~)\w*|(?:```|~~~)$/g, '')
    .replace(TAG, '')
    .replace(/!?\[([^\]]*)\]\(([^)]*)\)/g, '$1 $2')
    .trim()
}
