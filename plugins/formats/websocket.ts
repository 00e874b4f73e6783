import type { WebSocket } from 'ws'

/** How a websocket ended. */
export interface Ending {
  /** 1006 where there was no goodbye. */
  readonly code: number
  /** The HTTP status where the upgrade was refused. */
  readonly status?: number
}

// A far end that is there answers a close frame at once.
const GOODBYE_MS = 500

/** Tells once how a socket ends. */
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
  // What it was, the close event that follows says as well as anybody can.
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
