const begun = performance.now()

/** Shows what is done now: these suites take minutes, and Vitest prints a file's tests at its end. */
export function showProgress(prompt: '>' | '$', command: string): void {
  const seconds = ((performance.now() - begun) / 1_000).toFixed(0).padStart(4)
  process.stdout.write(`${seconds} s ${prompt} ${command}\n`)
}
