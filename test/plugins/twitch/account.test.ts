import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { messageOf } from 'promethean'
import { describe, expect, test } from 'vitest'
import { SignedInAccount } from '../../../plugins/twitch/auth/account.ts'
import { IdServer } from '../../../plugins/twitch/auth/id-server.ts'
import { keepValid, untilNext } from '../../../plugins/twitch/auth/keep-valid.ts'
import { TokenFile } from '../../../plugins/twitch/auth/token-file.ts'
import { signedIn, stored, tokensFile } from '../../support/twitch-api/signed-in.ts'
import { until, type World, world } from './world.ts'

const CHILD = fileURLToPath(new URL('./refreshing-child.ts', import.meta.url))
const run = promisify(execFile)
const { signal } = new AbortController()

function accountIn({ fake, folder }: World, life: AbortSignal = signal): SignedInAccount {
  const { clientId } = fake.world
  return new SignedInAccount({
    login: 'annstreams',
    command: 'promethean auth twitch',
    clientId,
    file: new TokenFile(`${folder}/.promethean`),
    id: new IdServer(fake.urls.id, clientId),
    signal: life,
  })
}

const child = ({ fake, folder }: World, ...more: readonly string[]) =>
  run(process.execPath, [
    CHILD,
    `${folder}/.promethean`,
    fake.urls.id,
    fake.world.clientId,
    ...more,
  ])

const failure = (work: Promise<unknown>) =>
  work.then(
    () => 'it went well',
    thrown => messageOf(thrown),
  )

const secretsOf = (folder: string) => {
  const { accessToken, refreshToken } = stored(folder)
  return [accessToken, refreshToken]
}

describe('a token', () => {
  test('that holds is given as it is', async () => {
    const given = await world({})
    const token = await accountIn(given).token(signal)
    expect(token.accessToken).toBe(stored(given.folder).accessToken)
    expect(given.fake.id.refreshes).toBe(0)
  })

  test('is renewed before it lapses, and the new pair lies in the file', async () => {
    const given = await world({ expiresInS: 240 })
    const before = stored(given.folder)
    const token = await accountIn(given).token(signal)
    expect(token.accessToken).not.toBe(before.accessToken)
    expect(stored(given.folder)).toMatchObject({ accessToken: token.accessToken })
    expect(stored(given.folder).refreshToken).not.toBe(before.refreshToken)
  })

  test('is renewed once however many ask at once', async () => {
    const given = await world({ expiresInS: 1 })
    const account = accountIn(given)
    const tokens = await Promise.all(Array.from({ length: 20 }, () => account.token(signal)))
    expect(new Set(tokens.map(({ accessToken }) => accessToken)).size).toBe(1)
    expect(given.fake.id.refreshes).toBe(1)
  })

  test('is renewed once by two accounts of one process, as side by side in a reload', async () => {
    const given = await world({ expiresInS: 1 })
    const tokens = await Promise.all([accountIn(given), accountIn(given)].map(a => a.token(signal)))
    expect(new Set(tokens.map(({ accessToken }) => accessToken)).size).toBe(1)
    expect(given.fake.id.refreshes).toBe(1)
  })

  test('is renewed once by three processes that want it at the same time', async () => {
    const given = await world({ expiresInS: 1 })
    const told = await Promise.all([child(given), child(given), child(given)])
    expect(new Set(told.map(({ stdout }) => stdout))).toEqual(
      new Set([stored(given.folder).accessToken]),
    )
    expect(given.fake.id.refreshes).toBe(1)
  })

  test('is stored before it is used: a process killed in between has lost nothing', async () => {
    const given = await world({ expiresInS: 1 })
    await expect(child(given, 'die')).rejects.toMatchObject({ signal: 'SIGKILL' })
    expect(given.fake.id.refreshes).toBe(1)
    const token = await accountIn(given).validated(signal)
    expect(token.accessToken).toBe(stored(given.folder).accessToken)
    expect(given.fake.id.refreshes).toBe(1)
  })

  test('that cannot be stored is not used, and is once the disk takes it', async () => {
    const given = await world({ expiresInS: 1 })
    const account = accountIn(given)
    // In the place of the file that is written first stands a folder.
    const blocked = `${tokensFile(given.folder)}.${process.pid}.new`
    mkdirSync(`${blocked}/inside`, { recursive: true })
    const said = await failure(account.token(signal))
    expect(said).toMatch(/cannot store the sign-in of annstreams in .*; free some disk space/)
    for (const secret of secretsOf(given.folder)) expect(said).not.toContain(secret)
    rmSync(blocked, { recursive: true, force: true })
    await account.token(signal)
    expect(given.fake.id.refreshes).toBe(1)
    await expect(account.validated(signal)).resolves.toMatchObject({ login: 'annstreams' })
  })

  test('Twitch takes no more is renewed once and asked about again', async () => {
    const given = await world({})
    given.fake.world.lapse()
    await accountIn(given).validated(signal)
    expect(given.fake.id.refreshes).toBe(1)
    expect(given.fake.id.validations).toBe(2)
  })

  test('whose refresh outlives its caller is stored all the same', async () => {
    const given = await world({ expiresInS: 1 })
    const before = stored(given.folder).accessToken
    const account = accountIn(given)
    const caller = new AbortController()
    const asked = account.token(caller.signal)
    caller.abort(new Error('gave up'))
    expect(await failure(asked)).toBe('gave up')
    await account.settled()
    await until(() => expect(stored(given.folder).accessToken).not.toBe(before))
  })
})

describe('a sign-in', () => {
  test('there is none of says what to do', async () => {
    const given = await world()
    expect(await failure(accountIn(given).token(signal))).toBe(
      'cannot act as annstreams on Twitch: it has not signed in yet; run promethean auth twitch',
    )
  })

  test('that is dead is said, remembered, and not tried again and again', async () => {
    const given = await world({ expiresInS: 1 })
    given.fake.world.disconnect('700100')
    const secrets = secretsOf(given.folder)
    const said = await failure(accountIn(given).token(signal))
    expect(said).toMatch(/Twitch no longer accepts this sign-in; run promethean auth twitch$/)
    for (const secret of secrets) expect(said).not.toContain(secret)
    expect(await failure(accountIn(given).token(signal))).toBe(said)
    expect(given.fake.id.refreshes).toBe(1)
    expect(stored(given.folder).isDead).toBe(true)
    signedIn(given.fake, given.folder, {})
    await expect(accountIn(given).validated(signal)).resolves.toBeDefined()
  })

  test('for another app is not used', async () => {
    const given = await world({})
    const other = { ...given.fake.world, clientId: 'another' }
    const account = new SignedInAccount({
      login: 'annstreams',
      command: 'promethean auth twitch',
      clientId: other.clientId,
      file: new TokenFile(`${given.folder}/.promethean`),
      id: new IdServer(given.fake.urls.id, other.clientId),
      signal,
    })
    expect(await failure(account.token(signal))).toMatch(/signed in with another clientId; run/)
  })

  test('of a confidential app says which app to register', async () => {
    const given = await world({ expiresInS: 1 })
    given.fake.world.isConfidential = true
    expect(await failure(accountIn(given).token(signal))).toMatch(
      /register one of the type Public at dev\.twitch\.tv/,
    )
  })

  test.each([
    ['hangs up', 'hang up'],
    ['has an error of its own', { status: 500 }],
  ] as const)('is not dead where Twitch %s', async (_, fault) => {
    const given = await world({ expiresInS: 1 })
    const account = accountIn(given)
    given.fake.fail('POST /token', fault)
    const said = await failure(account.token(signal))
    expect(said).toMatch(/^cannot renew the sign-in of annstreams on Twitch: .*; retrying$/)
    for (const secret of secretsOf(given.folder)) expect(said).not.toContain(secret)
    await expect(account.token(signal)).resolves.toBeDefined()
  })
})

describe('validation', () => {
  test('is due each hour, and just before the token lapses', () => {
    const token = (inMs: number) => ({
      ...stored0,
      expiresAt: new Date(Date.now() + inMs).toISOString(),
    })
    expect(untilNext(token(14_000_000))).toBe(3_600_000)
    expect(untilNext(token(1_200_000))).toBeLessThanOrEqual(930_000)
    expect(untilNext(token(1_200_000))).toBeGreaterThan(900_000)
    expect(untilNext(token(1_000))).toBe(60_000)
  })

  test('tells a failure and ends with its signal', async () => {
    const life = new AbortController()
    const given = await world({})
    const seen: string[] = []
    given.fake.fail('GET /validate', { status: 500 })
    await keepValid(accountIn(given), life.signal, {
      valid: () => seen.push('valid'),
      failed: () => {
        seen.push('failed')
        life.abort()
      },
    })
    expect(seen).toEqual(['failed'])
  })
})

const stored0 = {
  clientId: '',
  login: '',
  userId: '',
  scopes: [],
  accessToken: '',
  refreshToken: '',
  obtainedAt: '',
}

test('the file keeps what others keep in it', async () => {
  const given = await world({ expiresInS: 1 })
  const file = tokensFile(given.folder)
  writeFileSync(
    file,
    JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), other: { a: 1 } }),
  )
  await accountIn(given).token(signal)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ other: { a: 1 } })
})
