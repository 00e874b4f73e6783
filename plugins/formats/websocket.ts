import type { WebSocket } from 'ws'

/** How a websocket ended. */
export interface Ending {
  /** 1006 if there was no close frame. */
  readonly code: number
  /** The HTTP status if the upgrade was refused. */
  readonly status?: number
}

// A reachable server answers a close frame at once.
const GOODBYE_MS = 500

/** Calls back once, when a socket ends. */
export function onEnding(socket: WebSocket, ended: (ending: Ending) => void): void {
  let isOver = false
  const end = (ending: Ending) => {
    if (!isOver) ended(ending)
    isOver = true
  }
  socket.on('unexpected-response', (request, { statusCode }) => {
    request.destroy()
    end({ code: 1006, ...(statusCode !== undefined && { status: statusCode }) })
  })
  // The close event that follows gives the reason.
  socket.on('error', () => undefined)
  socket.on('close', code => end({ code }))
}

/** Closes a socket and resolves when it is closed, within half a second. */
export function closeSocket(socket: WebSocket): Promise<void> {
  if (socket.readyState === socket.CLOSED) return Promise.resolve()
  return new Promise(resolve => {
    const timer = setTimeout(() => socket.terminate(), GOODBYE_MS).unref()
    socket.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
    socket.close(1000)
  })
}
