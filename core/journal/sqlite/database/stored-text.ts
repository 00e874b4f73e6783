// A noncharacter, which no text holds to be read by people: https://www.unicode.org/faq/private_use.html#nonchar1
const MARK = '\uFFFE'
const UNKEPT = /[\0\uFFFE]|\p{Cs}/gu
const MARKED = /\uFFFE([0-9a-f]{4})/g

/**
 * A text as stored in the file. Node reads SQLite texts only up to the first NUL, and UTF-8 cannot store half a surrogate
 * pair, so different ids could become the same. Such units, and the mark itself, are written as the mark and four digits.
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
