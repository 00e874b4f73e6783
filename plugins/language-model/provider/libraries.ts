import { findPackageJSON } from 'node:module'
import type { Sentence } from 'promethean'
import { factsOf, type Provider } from './providers.ts'

/** What is not installed, and how to; undefined if all is there. */
export function missingLibraries(provider: Provider, isThere = isInstalled): Sentence | undefined {
  const { name, library } = factsOf(provider)
  const missing = ['ai', library].filter(one => !isThere(one))
  if (missing.length === 0) return undefined
  const are = missing.length === 1 ? `${missing[0]} is` : `${missing.join(' and ')} are`
  return {
    what: `cannot speak to ${name}`,
    why: `${are} not installed`,
    advice: `run npm i ai ${library}`,
  }
}

function isInstalled(library: string): boolean {
  try {
    return findPackageJSON(library, import.meta.url) !== undefined
  } catch {
    return false
  }
}
