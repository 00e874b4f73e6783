// A noncharacter, which no text holds to be read by people: https://www.unicode.org/faq/private_use.html#nonchar1
const MARK = '\uFFFE'
const UNKEPT = /[\0\uFFFE]|\p{Cs}/gu
const MARKED = /\uFFFE([0-9a-f]{4})/g

/**
 * A text as it lies in the file. Node reads SQLite's texts up to their first NUL, and of half a surrogate pair UTF-8 keeps
 * nothing: three ids would be one. Those units, and the mark itself, are written as the mark and four digits.
 */
export function toStored(text: string): string {
  if (!text.includes('\0') && !text.includes(MARK) && text.isWellFormed()) return text
  return text.replace(UNKEPT, unit => MARK + unit.charCodeAt(0).toString(16).padStart(4, '0'))
}

/** The text that was stored. */
export function fromStored(text: string): string {
  if (!text.includes(MARK)) return text
  return text.replace(MARKED, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)))
}
