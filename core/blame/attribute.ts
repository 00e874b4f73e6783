/**
 * What plugin code throws outside any call of ours ends its plugin's run, never the process.
 * @returns takes it back
 */
export function attribute(blame: (thrown: unknown) => void): () => void {
  process.on('uncaughtException', blame)
  process.on('unhandledRejection', blame)
  return () => {
    process.off('uncaughtException', blame)
    process.off('unhandledRejection', blame)
  }
}
