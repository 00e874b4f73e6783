import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { BOT_SCOPES, STREAMER_SCOPES } from '../../../plugins/twitch/scopes.ts'
import type { FakeTwitchApi } from './fake-twitch-api.ts'

export interface SignIn {
  readonly login?: string
  readonly scopes?: readonly string[]
  readonly expiresInS?: number
}

/** Stores sign-ins in a project's folder as `promethean auth twitch` does. */
export function signedIn(fake: FakeTwitchApi, folder: string, ...signIns: readonly SignIn[]): void {
  const file = tokensFile(folder)
  const accounts: Record<string, unknown> = {}
  for (const { login = 'annstreams', scopes = scopesOf(login), expiresInS = 14_000 } of signIns) {
    const userId = fake.world.user({ login })?.id ?? ''
    const { access, refresh } = fake.world.issue(userId, scopes, expiresInS)
    accounts[login] = {
      clientId: fake.world.clientId,
      login,
      userId,
      scopes,
      accessToken: access,
      refreshToken: refresh,
      obtainedAt: new Date().toISOString(),
      expiresAt: new Date(Date.now() + expiresInS * 1_000).toISOString(),
    }
  }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify({ twitch: accounts }), { mode: 0o600 })
}

export function tokensFile(folder: string): string {
  return join(folder, '.promethean', 'tokens.json')
}

interface Stored {
  readonly accessToken: string
  readonly refreshToken: string
  readonly isDead?: boolean
}

/** What is kept of an account. */
export function stored(folder: string, login = 'annstreams'): Stored {
  // Written by the plugin, whose own tests hold its shape.
  const { twitch } = JSON.parse(readFileSync(tokensFile(folder), 'utf8')) as {
    twitch: Record<string, Stored>
  }
  const found = twitch[login]
  if (found === undefined) throw new Error(`${login} is not stored`)
  return found
}

function scopesOf(login: string): readonly string[] {
  return Object.keys(login.endsWith('bot') ? BOT_SCOPES : STREAMER_SCOPES)
}
