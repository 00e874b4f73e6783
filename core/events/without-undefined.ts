type WithoutUndefined<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K]
} & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> }

/** A copy without the fields that are undefined. */
export function withoutUndefined<T extends object>(values: T): WithoutUndefined<T> {
  const told = Object.entries(values).filter(([, value]) => value !== undefined)
  // Object.fromEntries forgets which keys there were; those left are exactly the ones that are not undefined.
  return Object.fromEntries(told) as WithoutUndefined<T>
}
