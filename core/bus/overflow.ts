type OnOverflow = (value: unknown) => void

let current: OnOverflow | undefined

/** While this runs, `onOverflow` gets everything that is dropped because a queue is full and that has no handler of its own. */
export function reportingOverflow(work: () => void, onOverflow: OnOverflow): void {
  const before = current
  current = onOverflow
  try {
    work()
  } finally {
    current = before
  }
}

/** Reports a dropped value: an event, or a value made from one. It is attributed to whatever is running now. */
export function overflowed(value: unknown): void {
  current?.(value)
}
