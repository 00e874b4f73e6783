import { randomBytes } from 'node:crypto'
import type { FakeAnswer, FakeRequest } from './request.ts'
import type { FakeWorld } from './world.ts'

interface Device {
  readonly userCode: string
  readonly scopes: readonly string[]
  /** Who entered the code. */
  login?: string
}

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

/** The sign-in server: device codes, refreshes, validation. */
export class FakeIdServer {
  readonly #world: FakeWorld
  readonly #devices = new Map<string, Device>()
  /** Seconds between two polls, and a code's life. */
  interval = 0.01
  expiresIn = 1_800
  /** Answered to the next polls while undecided, instead of `authorization_pending`. */
  readonly pollAnswers: string[] = []
  refreshes = 0
  validations = 0
  polls = 0

  constructor(world: FakeWorld) {
    this.#world = world
  }

  /** The streamer enters a code on the page. */
  enter(userCode: string, login: string): void {
    for (const device of this.#devices.values())
      if (device.userCode === userCode) device.login = login
  }

  answer({ method, path, params, authorization }: FakeRequest): FakeAnswer {
    if (method === 'GET' && path === '/validate') return this.#validate(authorization)
    if (params.get('client_id') !== this.#world.clientId) return refusal(400, 'invalid client')
    switch (`${method} ${path}`) {
      case 'POST /device':
        return this.#device(params)
      case 'POST /token':
        return params.get('grant_type') === DEVICE_GRANT
          ? this.#exchange(params)
          : this.#refresh(params)
      case 'POST /revoke':
        this.#world.revoke(params.get('token') ?? '')
        return { status: 200 }
      default:
        return refusal(404, 'not found')
    }
  }

  #device(params: URLSearchParams): FakeAnswer {
    const scopes = params.get('scopes')
    if (scopes === null) return refusal(400, 'missing required parameter "scopes"')
    const deviceCode = randomBytes(20).toString('hex')
    const userCode = randomBytes(4).toString('hex').toUpperCase()
    this.#devices.set(deviceCode, { userCode, scopes: scopes.split(' ').filter(Boolean) })
    return {
      status: 200,
      body: {
        device_code: deviceCode,
        expires_in: this.expiresIn,
        interval: this.interval,
        user_code: userCode,
        verification_uri: `https://www.twitch.tv/activate?public=true&device-code=${userCode}`,
      },
    }
  }

  #exchange(params: URLSearchParams): FakeAnswer {
    this.polls += 1
    const code = params.get('device_code') ?? ''
    const device = this.#devices.get(code)
    if (device === undefined) return refusal(400, 'invalid device code')
    const user = device.login && this.#world.user({ login: device.login })
    if (!user) return refusal(400, this.pollAnswers.shift() ?? 'authorization_pending')
    this.#devices.delete(code)
    return pairOf(this.#world.issue(user.id, device.scopes), device.scopes)
  }

  #refresh(params: URLSearchParams): FakeAnswer {
    this.refreshes += 1
    if (params.get('grant_type') !== 'refresh_token') return refusal(400, 'Invalid grant_type')
    if (this.#world.isConfidential && !params.get('client_secret'))
      return refusal(400, 'missing client secret')
    const pair = this.#world.refresh(params.get('refresh_token') ?? '')
    return pair === undefined ? refusal(400, 'Invalid refresh token') : pairOf(pair, pair.scopes)
  }

  #validate(authorization: string): FakeAnswer {
    this.validations += 1
    const token = this.#world.token(/^OAuth (\S+)$/.exec(authorization)?.[1] ?? '')
    const user = token && this.#world.user({ id: token.userId })
    if (!token || !user) return refusal(401, 'invalid access token')
    return {
      status: 200,
      body: {
        client_id: token.clientId,
        login: user.login,
        scopes: token.scopes,
        user_id: user.id,
        expires_in: Math.floor((token.expiresAt - Date.now()) / 1_000),
      },
    }
  }
}

function pairOf(
  { access, refresh, expiresInS }: ReturnType<FakeWorld['issue']>,
  scopes: readonly string[],
): FakeAnswer {
  return {
    status: 200,
    body: {
      access_token: access,
      refresh_token: refresh,
      expires_in: expiresInS,
      // Twitch leaves it out if no scope was requested.
      ...(scopes.length > 0 && { scope: scopes }),
      token_type: 'bearer',
    },
  }
}

function refusal(status: number, message: string): FakeAnswer {
  return { status, body: { status, message } }
}
