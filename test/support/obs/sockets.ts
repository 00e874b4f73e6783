import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

interface SocketParts {
  /** Whether a handshake is answered at all. */
  readonly isUpgrading: boolean
  opened(socket: WebSocket): void
}

/** The listening side of a fake OBS: on loopback, on the same port each time. */
export class Sockets {
  readonly #parts: SocketParts
  readonly #upgrades = new WebSocketServer({
    noServer: true,
    // As the real one: of what the client offers, or none, which most clients refuse.
    handleProtocols: wanted => (wanted.has('obswebsocket.json') ? 'obswebsocket.json' : false),
  })
  readonly #open = new Set<Socket>()
  /** Handshakes that came while it was frozen. */
  readonly #frozen: (() => void)[] = []
  #server: Server | undefined
  #port = 0
  #isFrozen = false

  constructor(parts: SocketParts) {
    this.#parts = parts
  }

  get port(): number {
    return this.#port
  }

  get open(): number {
    return this.#open.size
  }

  get isFrozen(): boolean {
    return this.#isFrozen
  }

  async listen(): Promise<void> {
    this.#isFrozen = false
    const server = createServer()
    this.#server = server
    server.on('connection', socket => this.#took(socket))
    server.on('upgrade', (request, socket, head) => {
      const upgrade = () =>
        this.#upgrades.handleUpgrade(request, socket, head, web => this.#parts.opened(web))
      if (!this.#parts.isUpgrading) socket.on('end', () => socket.destroy()).resume()
      else if (this.#isFrozen) this.#frozen.push(upgrade)
      else upgrade()
    })
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    // A listening TCP server has an address with a port.
    this.#port = (server.address() as AddressInfo).port
  }

  freeze(): void {
    this.#isFrozen = true
    for (const socket of this.#open) socket.pause()
  }

  thaw(): void {
    this.#isFrozen = false
    for (const upgrade of this.#frozen.splice(0)) upgrade()
    for (const socket of this.#open) socket.resume()
  }

  /** Tears every connection and listens no more. */
  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    this.#frozen.length = 0
    for (const socket of this.#open) socket.destroy()
    if (server === undefined) return
    server.close()
    await once(server, 'close')
  }

  #took(socket: Socket): void {
    this.#open.add(socket)
    socket.on('close', () => this.#open.delete(socket))
    socket.on('error', () => {})
    if (this.#isFrozen) socket.pause()
  }
}
