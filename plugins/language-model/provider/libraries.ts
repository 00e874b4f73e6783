import { findPackageJSON } from 'node:module'
import { factsOf, type Provider } from './providers.ts'

/** The sentence that says what is not installed, and how to; undefined where all is there. */
export function missingLibraries(provider: Provider, isThere = isInstalled): string | undefined {
  const { name, library } = factsOf(provider)
  const missing = ['ai', library].filter(one => !isThere(one))
  if (missing.length === 0) return undefined
  const what = missing.length === 1 ? `${missing[0]} is` : `${missing.join(' and ')} are`
  return `cannot speak to ${name}: ${what} not installed; run npm i ai ${library}`
}

function isInstalled(library: string): boolean {
  try {
    return findPackageJSON(library, import.meta.url) !== undefined
  } catch {
    return false
  }
}
