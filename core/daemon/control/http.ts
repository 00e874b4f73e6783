import type { IncomingMessage } from 'node:http'

// Imported as a module, node:http also loads what stands behind `fetch` and `WebSocket`: a tenth of a start.
// https://github.com/nodejs/node/blob/v22.23.2/lib/http.js, the getters of its exports
/** Node's HTTP. */
export const { createServer, request } = process.getBuiltinModule('node:http')

/**
 * The text of a request or an answer. By its events: iterating over its pieces takes several times as long.
 * @throws Error if it has more bytes than that, or breaks off
 */
export function textOf(
  message: IncomingMessage,
  mostBytes = Number.MAX_SAFE_INTEGER,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let bytes = 0
    message.on('data', (piece: Buffer) => {
      bytes += piece.length
      if (bytes <= mostBytes) pieces.push(piece)
      else reject(new Error(`a request may have at most ${mostBytes} bytes`))
    })
    message.on('end', () => resolve(Buffer.concat(pieces).toString('utf8')))
    message.on('error', reject)
  })
}
