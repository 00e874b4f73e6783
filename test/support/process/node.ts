/** Node's options for running our sources: it loads TypeScript directly, and faster from the second time on. */
export const LOADER = ['--import', new URL('./stripped.js', import.meta.url).href] as const

/** Those of a `promethean`: most are gone before an optimized function has paid for its making. */
export const NODE_FLAGS = ['--no-opt', ...LOADER] as const
