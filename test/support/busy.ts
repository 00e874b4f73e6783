/** How long this keeps its thread busy, in ms of its own: a machine that is busy with other things does not make it more. */
export function busyMs(work: () => unknown): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000
}
