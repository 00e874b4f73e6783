import { readText } from './read-text.ts'

/** The files one load looks at, each read once: read twice, a save in between would be half of each. */
export class FileCache {
  /** Absolute and as it is named; of what is missing, all it may be called. */
  readonly seen: Set<string>
  readonly #texts = new Map<string, Promise<string>>()

  /** @param files looked at in any case */
  constructor(files: Iterable<string> = []) {
    this.seen = new Set(files)
  }

  /** @throws what the file system says, the same each time */
  read(file: string): Promise<string> {
    this.seen.add(file)
    const text = this.#texts.get(file) ?? readText(file)
    this.#texts.set(file, text)
    return text
  }
}
