import type { Finding } from 'promethean'
import { expect, it, vi } from 'vitest'
import { obs } from '../../../plugins/obs/index.ts'
import type { FakeObs } from '../../support/obs/fake-obs.ts'
import { cleanUp, fakeWith } from '../../support/obs/run-obs.ts'

cleanUp()

async function look(
  fake: FakeObs,
  { password, signal = new AbortController().signal }: { password?: string; signal?: AbortSignal },
): Promise<readonly Finding[]> {
  const { plugin } = obs
  const parsed = await plugin.options?.['~standard'].validate({ url: fake.url, password })
  if (parsed === undefined || parsed.issues) throw new Error('the options are not valid')
  const context = { options: parsed.value, folder: '', signal, uses: [] }
  return (await plugin.examine?.(context)) ?? []
}

it('says which OBS is there, and holds no connection', async () => {
  const fake = await fakeWith({ password: 'made-up', version: '5.1.0' })
  expect(await look(fake, { password: 'made-up' })).toEqual([
    { ok: true, what: `OBS 29.0.2 (obs-websocket 5.1.0) at ${fake.url}` },
  ])
  await vi.waitFor(() => expect(fake.openSockets).toBe(0))
})

it('says what to do about a password and about an OBS that is away', async () => {
  const fake = await fakeWith({ password: 'made-up' })
  const findings = [await look(fake, { password: 'guessed' }), await look(fake, {})]
  await fake.stop()
  findings.push(await look(fake, {}))
  expect(findings.flat()).toMatchObject(
    [
      { ok: false, what: /rejected the password/, advice: /copy it from OBS/ },
      { ok: false, what: /requires a password/, advice: /copy it from OBS/ },
      { ok: false, what: /cannot reach OBS/, advice: /start OBS and enable its server/ },
    ].map(({ ok, what, advice }) => ({
      ok,
      what: expect.stringMatching(what),
      advice: expect.stringMatching(advice),
    })),
  )
})

it('says that OBS does not tell its version', async () => {
  const fake = await fakeWith()
  fake.script('GetVersion', { answer: { code: 702 } })
  expect(await look(fake, {})).toMatchObject([{ ok: false, advice: expect.any(String) }])
})

it('ends when its time is up', async () => {
  const fake = await fakeWith({ greets: 'no-hello' })
  const leaving = new AbortController()
  const looked = look(fake, { signal: leaving.signal })
  await vi.waitFor(() => expect(fake.openSockets).toBe(1))
  leaving.abort()
  expect(await looked).toMatchObject([{ ok: false, advice: 'check whether OBS hangs' }])
  const late = await look(fake, { signal: AbortSignal.abort() })
  expect(late).toMatchObject([{ ok: false }])
})
