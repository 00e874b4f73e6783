/**
 * A text on one line, as a sender hands it on: in IRC, also behind the API of another program, each line end would begin a
 * command of its own. Line ends and NULs in a row become one space.
 */
export function onOneLine(text: string): string {
  return text.replace(/[\r\n\0]+/g, ' ')
}
