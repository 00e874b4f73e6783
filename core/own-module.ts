import { extname } from 'node:path'

/**
 * A module next to the one that asks, to start a thread from: TypeScript in the checkout, JavaScript in the package.
 * @param own `import.meta.url` of the module that asks
 * @param name without an extension
 */
export function moduleBeside(own: string, name: string): URL {
  return new URL(`./${name}${extname(own)}`, own)
}
