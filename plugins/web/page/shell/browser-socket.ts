import type { Socket, SocketListener } from '../connection.ts'

/** @param address `ws://...` */
export function browserSocket(address: string, listener: SocketListener): Socket {
  const socket = new WebSocket(address)
  socket.onopen = () => listener.onOpen()
  socket.onmessage = ({ data }) => listener.onText(String(data))
  socket.onclose = ({ code, reason }) => listener.onClose(code, reason)
  return socket
}
