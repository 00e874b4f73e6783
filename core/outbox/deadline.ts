// So many turns a sender that heeds the signal gets to say what became of the text: it may be out already.
const LAST_WORD_TURNS = 16

/**
 * Waits for work until the signal aborts; what does not heed the signal is left behind.
 * @throws the signal's reason
 */
export async function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  let stop: () => void = () => undefined
  const ended = new Promise<never>((_, reject) => {
    stop = () => void turns(LAST_WORD_TURNS).then(() => reject(signal.reason))
    signal.addEventListener('abort', stop)
  })
  try {
    return await Promise.race([work(), ended])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await undefined
}
