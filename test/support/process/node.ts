/** What Node is started with where it runs Promethean: it then loads TypeScript as it is, and sooner from the second time on. */
export const NODE_FLAGS = ['--import', new URL('./stripped.js', import.meta.url).href] as const
