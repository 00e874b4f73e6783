// Imported as a module, node:http also loads what stands behind `fetch` and `WebSocket`: a tenth of a start.
// https://github.com/nodejs/node/blob/v22.23.2/lib/http.js, the getters of its exports
/** Node's HTTP. */
export const { createServer, request } = process.getBuiltinModule('node:http')
