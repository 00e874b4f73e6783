import { useEffect, useState } from 'preact/hooks'

const EVERY_MS = 3_000
const WITHIN_MS = 2_000

/** Whether the server answers over HTTP, although no live connection comes about. */
export function useReached(isGone: boolean): boolean {
  const [isReached, setReached] = useState(false)
  useEffect(() => {
    setReached(false)
    if (!isGone) return
    const ask = () => void answers().then(setReached)
    const asking = setInterval(ask, EVERY_MS)
    return () => clearInterval(asking)
  }, [isGone])
  return isReached
}

async function answers(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(WITHIN_MS)
    const { ok } = await fetch('/page.css', { method: 'HEAD', cache: 'no-store', signal })
    return ok
  } catch {
    return false
  }
}
