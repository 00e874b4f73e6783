import type { Connection } from '../connection.ts'

/**
 * Does something at each opening of the connection, and again some time after each turn while it is open.
 * @param pause in ms
 * @returns ends it
 */
export function repeatWhileOpen(
  connection: Pick<Connection, 'state' | 'whenOpen'>,
  pause: number,
  turn: () => Promise<void>,
): () => void {
  let next: ReturnType<typeof setTimeout> | undefined
  let isBusy = false
  let isEnded = false
  const again = async () => {
    clearTimeout(next)
    if (isBusy || connection.state.value !== 'open') return
    isBusy = true
    await turn()
    isBusy = false
    if (!isEnded) next = setTimeout(() => void again(), pause)
  }
  const end = connection.whenOpen(() => void again())
  return () => {
    isEnded = true
    clearTimeout(next)
    end()
  }
}
