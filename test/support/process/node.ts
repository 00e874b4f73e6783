/** Node's options for running our sources: it loads TypeScript directly, and faster from the second time on. */
export const LOADER = ['--import', new URL('./stripped.js', import.meta.url).href] as const
