import type { Server } from 'node:http'
import { createRequire } from 'node:module'

// Verdaccio in a process of its own: ends with its standard input, so that it never outlives who started it.
const [folder = '', config = '', port = ''] = process.argv.slice(2)
const verdaccio: { runServer(config: string): Promise<Server> } = createRequire(import.meta.url)(
  folder,
)
const server = await verdaccio.runServer(config)
server.listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'))
process.stdin.resume().once('end', () => process.exit(0))
