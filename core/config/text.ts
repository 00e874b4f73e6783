import { readFile } from 'node:fs/promises'

/**
 * A text file as people save them: UTF-8 with or without a byte order mark, or UTF-16, which is
 * what `echo ... > file` writes in Windows PowerShell.
 */
export async function readText(file: string): Promise<string> {
  const bytes = await readFile(file)
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}
