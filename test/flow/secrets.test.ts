import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { command, exported, pluginFile, workshop } from './workshop.ts'

vi.setConfig({ testTimeout: 60_000 })
const { project, start, spawn } = workshop()

const SECRET = 'swordfish-7/7'
const STRANGERS = 'someone-elses'

// Tells what platforms tell, a moment after each line it is asked for.
const leaky = pluginFile(
  'leaky',
  `({ on, log }) => on('mood.set').pipe(mergeMap(({ id }) => {
    log.warn('cannot reach wss://h.example/?token=${STRANGERS}')
    const data = { access_token: '${STRANGERS}', in: [['a', { password: '${STRANGERS}' }]], said: 'it is ${SECRET}.' }
    return [
      event('platform.event', { name: 'leaky:Custom.Event', data }, { raw: { data } }),
      event('platform.event', { name: 'leaky:broken', text: '{"n":1,"token":"${STRANGERS}' }, { raw: '{"k":"${SECRET}' }),
      event('leaky.asked', { token: '${STRANGERS}', tokens: 7 }),
      event('chat.message', { messageId: id, text: 'the password is ${SECRET}, or token=fluffy',
        user: { id: '7', name: 'bea', displayName: 'Bea', roles: [] } },
        { key: id, platform: 'twitch', channel: 'ann', raw: ':bea PRIVMSG #ann :the password is ${SECRET}' }),
    ]
  }))`,
  `import { event } from 'promethean'\nimport { mergeMap } from 'rxjs'\nimport { z } from 'zod'`,
).replace(`name: 'leaky',`, `name: 'leaky', emits: { 'leaky.asked': z.looseObject({}) },`)

it('no secret gets into the journal, the logs, an export, a tail or the status', async () => {
  const made = project({
    'leaky.ts': leaky,
    '.env': `DATABASE_PASSWORD=${SECRET}\n`,
    'promethean.config.ts': `
import { defineConfig } from 'promethean'
import leaky from './leaky.ts'
export default defineConfig({ plugins: [leaky()] })`,
  })
  const run = await start(made)
  const tail = spawn(['tail', '--json', '--config', made.file])
  await expect
    .poll(async () => {
      await command(made, 'fire', 'mood.set', '--data', '{"mood":"calm"}')
      return tail.lines.filter(({ type }) => type === 'chat.message').length
    })
    .toBeGreaterThan(0)
  await expect.poll(() => exported(made, '--types', 'chat.message')).not.toEqual([])
  const lines = await exported(made)
  const status = await command(made, 'status', '--json')
  await run.stop()

  const folder = join(made.folder, '.promethean')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(file => file.isFile())
    .map(file => readFileSync(join(file.parentPath, file.name), 'latin1'))
  const everything = JSON.stringify([lines, tail.lines, status, run.lines, run.noise, files])
  expect(everything).not.toContain(SECRET)
  expect(everything).not.toContain(STRANGERS)
  expect(lines.find(({ type }) => type === 'chat.message')?.data).toMatchObject({
    text: 'the password is [redacted], or token=fluffy',
  })
  expect(lines.find(({ type }) => type === 'leaky.asked')?.data).toEqual({
    token: '[redacted]',
    tokens: 7,
  })
})

// Serves a page, and lets its token slip.
const chatty = pluginFile(
  'chatty',
  `async ({ on, ports, folder, log }) => {
    await ports.access.ensure()
    const { tokens: [{ token }] } = JSON.parse(readFileSync(join(folder, 'access.json'), 'utf8'))
    return on('mood.set').pipe(map(({ id }) => {
      log.warn('the dock is at http://127.0.0.1:7590/#' + token)
      const user = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }
      const data = { messageId: id, text: 'look, ' + token + '!', user }
      return event('chat.message', data, { key: id, platform: 'twitch', channel: 'ann', raw: { line: token } })
    }))
  }, needs: { access: AccessTokens }`,
  `import { readFileSync } from 'node:fs'\nimport { join } from 'node:path'\nimport { AccessTokens, event } from 'promethean'\nimport { map } from 'rxjs'`,
)

it('a token of the dock is in no journal, log or status, though a plugin logs it and chat says it', async () => {
  const made = project({
    'chatty.ts': chatty,
    'promethean.config.ts': `
import { defineConfig } from 'promethean'
import chatty from './chatty.ts'
export default defineConfig({ plugins: [chatty()] })`,
  })
  const run = await start(made)
  await command(made, 'fire', 'mood.set', '--data', '{"mood":"calm"}')
  const said = () => exported(made, '--types', 'chat.message')
  await expect.poll(said).toMatchObject([{ data: { text: 'look, [redacted]!' } }])
  const status = await command(made, 'status', '--json')
  await run.stop()

  const folder = join(made.folder, '.promethean')
  const kept = readFileSync(join(folder, 'access.json'), 'utf8')
  const token = /"token": "([\w-]{43})"/.exec(kept)?.[1] ?? ''
  expect(token).not.toBe('')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(file => file.isFile() && file.name !== 'access.json')
    .map(file => readFileSync(join(file.parentPath, file.name), 'latin1'))
  const everything = JSON.stringify([await said(), status, run.lines, run.noise, files])
  expect(everything).toContain('the dock is at http://127.0.0.1:7590/#[redacted]')
  expect(everything).not.toContain(token)
})
