/** A path as a word of a command that somebody types: as it is, or in quotes. */
export function inShell(path: string, platform: string = process.platform): string {
  const isWindows = platform === 'win32'
  if (/^[\w./:@-]+$/.test(isWindows ? path.replaceAll('\\', '/') : path)) return path
  // Double quotes are the only ones that cmd knows; other shells replace some signs within them.
  if (isWindows || !/[$`"\\!]/.test(path)) return `"${path}"`
  return `'${path.replaceAll("'", String.raw`'\''`)}'`
}
