type LetGo = (value: unknown) => void

let told: LetGo | undefined

/** While this works on an event, what it lets go without a word is told to `onLetGo`. */
export function hearing(work: () => void, onLetGo: LetGo): void {
  const before = told
  told = onLetGo
  try {
    work()
  } finally {
    told = before
  }
}

/** Something is let go for want of room: an event, or what was made of one. Whoever hears just now has done so. */
export function letGo(value: unknown): void {
  told?.(value)
}
