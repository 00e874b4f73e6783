import { mkdir, rm, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { envFile, secretsOf, withoutSecrets } from '../../../../core/config/load/env.ts'
import { project } from '../project.ts'

describe('the .env beside a config', () => {
  it('comes into the environment, and what is real there wins', async () => {
    const here = await project({ '.env': 'A=file\nB="of file"\nEMPTY=file\n' })
    const env: Record<string, string | undefined> = { A: 'real', EMPTY: '', PATH: '/bin' }
    await envFile(here.folder, env).load()
    expect(env).toEqual({ A: 'real', B: 'of file', EMPTY: '', PATH: '/bin' })
  })

  it('is followed: names are updated and removed, real ones stay', async () => {
    const here = await project({ '.env': 'A=1\nB=1\nC=1' })
    const env: Record<string, string | undefined> = { C: 'real' }
    const file = envFile(here.folder, env)
    await file.load()
    await here.write({ '.env': 'A=2\nD=2' })
    await file.load()
    expect(env).toEqual({ A: '2', C: 'real', D: '2' })
    await rm(here.path('.env'))
    await file.load()
    expect(env).toEqual({ C: 'real' })
  })

  it('has one number for all that sets the same, and another for what sets something else', async () => {
    const here = await project({})
    const file = envFile(here.folder, { C: 'real' })
    const numbers: number[] = []
    for (const text of ['', 'A=1\nB=2', 'A=1', '# a comment\nB=2\nA=1\nC=3', 'A=2\nB=1', 'C=4']) {
      await here.write({ '.env': text })
      numbers.push(await file.load())
    }
    expect(numbers).toEqual([0, 1, 2, 1, 3, 0])
  })

  it('leaves alone what somebody else has set meanwhile', async () => {
    const here = await project({ '.env': 'A=1' })
    const env: Record<string, string | undefined> = {}
    const file = envFile(here.folder, env)
    await file.load()
    env.A = 'somebody else'
    file.close()
    expect(env).toEqual({ A: 'somebody else' })
  })

  it('is gone from the environment when it is closed', async () => {
    const here = await project({ '.env': 'A=1\nB=2' })
    const env: Record<string, string | undefined> = { C: '3' }
    const file = envFile(here.folder, env)
    await file.load()
    file.close()
    expect(env).toEqual({ C: '3' })
  })

  it.each([
    ['UTF-8 with a mark', Buffer.from('\ufeffA=1\r\nB=ä\r\n')],
    ['UTF-16 of PowerShell', Buffer.from('\ufeffA=1\r\nB=ä\r\n', 'utf16le')],
  ])('is read in %s', async (_, bytes) => {
    const here = await project({})
    await writeFile(here.path('.env'), bytes)
    const env = {}
    await envFile(here.folder, env).load()
    expect(env).toEqual({ A: '1', B: 'ä' })
  })

  it('that cannot be read is a problem with its name', async () => {
    const here = await project({})
    await mkdir(here.path('.env'))
    await expect(envFile(here.folder, {}).load()).rejects.toThrow('.env: cannot be read (EISDIR)')
  })
})

describe('secrets of an environment', () => {
  it('are the values of names that speak of one, and passwords inside addresses', () => {
    const secrets = secretsOf({
      TWITCH_TOKEN: 'oauth-abcdef',
      STREAMERBOT_PASSWORD: 'open sesame',
      openaiApiKey: 'sk-123456',
      MONGODB_URI: 'mongodb://ann:p%40ssw%C3%B6rd@db.example/x',
      TAU_URL: 'http://localhost:8000',
      HOME: '/home/ann',
      MONKEY: 'banana',
      USE_TOKEN: 'true',
      SHORT_KEY: 'abc',
      EMPTY_SECRET: '',
      GONE_SECRET: undefined,
    })
    expect(secrets).toEqual(
      new Set([
        'oauth-abcdef',
        'open sesame',
        'sk-123456',
        'mongodb://ann:p%40ssw%C3%B6rd@db.example/x',
        'p%40ssw%C3%B6rd',
        'p@sswörd',
      ]),
    )
  })

  it('are taken out of a text, the longest first', () => {
    const text = withoutSecrets('a mongodb://u:pass1@h b pass1', ['pass1', 'mongodb://u:pass1@h'])
    expect(text).toBe('a [redacted] b [redacted]')
  })
})
