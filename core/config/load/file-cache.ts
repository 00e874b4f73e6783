import { readText } from './read-text.ts'

/** The files that one load reads, each only once: with two reads, a save in between would mix both versions. */
export class FileCache {
  /** Absolute paths as named; for a missing file, all possible names. */
  readonly seen: Set<string>
  /** Packages that are links to a plugin's folder, as imported, with the source they lead to. */
  readonly linked = new Map<string, string>()
  readonly #texts = new Map<string, Promise<string>>()

  /** @param files read in any case */
  constructor(files: Iterable<string> = []) {
    this.seen = new Set(files)
  }

  /** @throws the file system's error, the same each time */
  read(file: string): Promise<string> {
    this.seen.add(file)
    const text = this.#texts.get(file) ?? readText(file)
    this.#texts.set(file, text)
    return text
  }
}
