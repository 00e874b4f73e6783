type OnOverflow = (value: unknown) => void

let current: OnOverflow | undefined

/** While this works on an event, what it lets go for want of room without a word of its own is told to `onOverflow`. */
export function reportingOverflow(work: () => void, onOverflow: OnOverflow): void {
  const before = current
  current = onOverflow
  try {
    work()
  } finally {
    current = before
  }
}

/** Something is let go for want of room: an event, or what was made of one. Whoever is at work just now has done so. */
export function overflowed(value: unknown): void {
  current?.(value)
}
