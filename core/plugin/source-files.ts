// Of every config this process has loaded; as many as there are files.
const SOURCES = new Set<string>()

/** Remembers files that configs were compiled from, absolute: those of a linked plugin are in no config's folder. */
export function rememberSources(files: Iterable<string>): void {
  for (const file of files) SOURCES.add(file)
}

/** Whether a config of this process was compiled from this file. */
export function isSource(file: string): boolean {
  return SOURCES.has(file)
}
