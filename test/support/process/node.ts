/** Node's options for running Promethean: it loads TypeScript directly, and faster from the second time on. */
export const NODE_FLAGS = ['--import', new URL('./stripped.js', import.meta.url).href] as const
