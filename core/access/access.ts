import { createHash, timingSafeEqual } from 'node:crypto'
import { NotReady, PrometheanError } from '../errors.ts'
import { withDock } from './changes.ts'
import { AccessFile, type StoredToken } from './file.ts'
import type { AccessTokens } from './tokens.ts'

interface AccessSettings {
  /** Absolute path of the folder for the runtime's files. */
  readonly folder: string
  /** Aborts when nothing may be waited for any more. */
  readonly signal: AbortSignal
  /** Gets every token, because it must be kept secret. */
  know(tokens: Iterable<string>): void
}

/** The tokens of a running instance. */
export function accessTokens({ folder, signal, know }: AccessSettings): AccessTokens {
  const file = new AccessFile(folder)
  const known = (tokens: readonly StoredToken[]) => {
    know(tokens.map(({ token }) => token))
    return tokens
  }
  return {
    ensure: async () => {
      try {
        known(await file.change(withDock, signal))
      } catch (failure) {
        // Once the file is mended or moved away, the plugin that asks for it starts by itself.
        throw failure instanceof PrometheanError ? new NotReady(failure) : failure
      }
    },
    holder: async token => {
      const found = holderOf(known(await file.tokens()), token)
      if (found === undefined) return undefined
      const { name, kind, may } = found
      return { name, kind, ...(may !== undefined && { may }) }
    },
  }
}

// Every one is compared, and in constant time: how long it takes tells nothing about any of them.
function holderOf(tokens: readonly StoredToken[], token: string): StoredToken | undefined {
  const digest = digestOf(token)
  return tokens.filter(one => timingSafeEqual(digestOf(one.token), digest)).at(0)
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
