type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** The fields that were told: absent stays absent, never undefined. */
export function present<T extends Readonly<Record<string, unknown>>>(fields: T): Present<T> {
  // Entries lose the keys' types.
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Present<T>
}
