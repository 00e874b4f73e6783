import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { workshop } from '../../../flow/workshop.ts'
import { runCommand } from '../../../support/process/promethean.ts'

vi.setConfig({ testTimeout: 60_000 })
const { project, spawn } = workshop()

const PAGE = `
import { defineConfig, definePlugin } from 'promethean'

const page = definePlugin({ name: 'page', address: () => 'http://127.0.0.1:7590/', setup: () => undefined })

export default defineConfig({ plugins: [page()] })
`
const SERVED = `
import { AccessTokens, defineConfig, definePlugin } from 'promethean'

const page = definePlugin({
  name: 'page',
  needs: { access: AccessTokens },
  address: () => 'http://127.0.0.1:7590/',
  setup: async ({ ports, log }) => {
    await ports.access.ensure()
    log.info('it is served')
  },
})

export default defineConfig({ plugins: [page()] })
`
const NO_PAGE = `
import { defineConfig, definePlugin } from 'promethean'

export default defineConfig({ plugins: [definePlugin({ name: 'quiet', setup: () => undefined })()] })
`

function caller(config = PAGE) {
  const { folder, file } = project({ 'promethean.config.ts': config })
  const dock = (...args: readonly string[]) =>
    runCommand(['dock', '--config', file, ...args], { cwd: folder })
  const told = async (...args: readonly string[]) => {
    const { exitCode, lines, text } = await dock('--json', ...args)
    return { exitCode, lines, text, url: String(lines[0]?.url) }
  }
  return { dock, told, file, folder, kept: join(folder, '.promethean', 'access.json') }
}

const URL_OF_PAGE = /^http:\/\/127\.0\.0\.1:7590\/#[\w-]{43}$/

describe.concurrent('promethean dock', () => {
  it('prints the address of the page with the token in its fragment, the same each time', async () => {
    const { dock, told } = caller()
    const { exitCode, lines, url } = await told()
    expect(exitCode).toBe(0)
    expect(url).toMatch(URL_OF_PAGE)
    expect(lines).toEqual([
      { code: 'dock', name: 'dock', kind: 'dock', url, token: url.split('#')[1] },
    ])
    const { text } = await dock()
    expect(text).toContain(url)
    expect(text).toContain('in OBS: Docks, Custom Browser Docks')
    expect(text).toContain('No instance is running, so nothing answers there yet')
  })

  it('--rotate makes another one', async () => {
    const { told, kept } = caller()
    const before = await told()
    const after = await told('--rotate')
    expect(after.url).toMatch(URL_OF_PAGE)
    expect(after.url).not.toBe(before.url)
    expect(await told()).toEqual(after)
    expect(readFileSync(kept, 'utf8')).not.toContain(before.url.split('#')[1])
  })

  it('--token makes one for a program, limited as wanted, and --revoke ends it', async () => {
    const { dock, told } = caller()
    await told()
    const { lines, url } = await told('--token', 'deck', '--may', 'say, scene')
    const token = url.split('#')[1]
    const rights = { name: 'deck', kind: 'dock', may: ['say', 'scene'] }
    expect(lines).toEqual([{ code: 'dock', ...rights, url, token }])
    await told('--token', 'alerts', '--overlay')
    const listed = await told('--list')
    expect(listed.lines).toEqual([
      { code: 'token', name: 'dock', kind: 'dock', since: expect.any(String) },
      { code: 'token', ...rights, since: expect.any(String) },
      { code: 'token', name: 'alerts', kind: 'overlay', since: expect.any(String) },
    ])
    expect(JSON.stringify(listed)).not.toContain(token)
    const shown = await dock('--list')
    expect(shown.text).toMatch(/deck +dock +since .* say, scene/)
    expect(shown.text).toMatch(/dock +dock +since .* everything/)
    expect(shown.text).toMatch(/alerts +overlay +since .* what viewers may see/)
    expect(shown.text).not.toContain(token)
    expect((await told('--revoke', 'alerts')).lines).toEqual([{ code: 'revoked', name: 'alerts' }])
    const again = await told('--revoke', 'alerts')
    expect(again.exitCode).toBe(1)
    expect(again.lines).toEqual([
      {
        code: 'failed',
        message:
          'cannot revoke the token alerts: there is none of this name; promethean dock --list shows all',
      },
    ])
  })

  it('without a plugin that serves a page it says the line for the config, and makes no token', async () => {
    const { told, kept } = caller(NO_PAGE)
    const { exitCode, lines } = await told()
    expect(exitCode).toBe(1)
    expect(lines).toEqual([
      {
        code: 'failed',
        message:
          "there is no page to open: no plugin in promethean.config.ts serves one; add web() to its plugins, with import { web } from '@promethean/plugins'",
      },
    ])
    expect(existsSync(kept)).toBe(false)
  })

  it('lists nothing before the first token, and says how to make one', async () => {
    const { dock } = caller()
    const { exitCode, text } = await dock('--list')
    expect(exitCode).toBe(0)
    expect(text).toContain('there is no token yet; promethean dock makes the one of your page')
  })

  it('a name that is taken is refused, and the token of that name stays', async () => {
    const { told, kept } = caller()
    await told('--token', 'deck')
    const before = readFileSync(kept, 'utf8')
    const { exitCode, lines } = await told('--token', 'deck')
    expect(exitCode).toBe(1)
    expect(String(lines[0]?.message)).toContain('there is one of this name')
    expect(readFileSync(kept, 'utf8')).toBe(before)
  })

  it('a page that cannot be served yet is told, and comes once its file of tokens was moved away', async () => {
    const { told, dock, kept, file, folder } = caller(SERVED)
    await told()
    writeFileSync(kept, '{')
    const run = spawn(['run', '--json', '--config', file], { cwd: folder })
    await run.next('ready')
    rmSync(kept)
    const { exitCode, text } = await dock()
    expect(exitCode).toBe(0)
    expect(text).toContain('page, which serves the page, could not start yet and tries again')
    expect(text).toContain('it is not in the expected form')
    await run.next('log', ({ message }) => message === 'it is served')
    expect((await dock()).text).not.toContain('which serves the page')
    expect(await run.stop()).toBe(0)
  })

  it('never overwrites a file that was changed by hand', async () => {
    const { told, kept } = caller()
    await told()
    writeFileSync(kept, '{')
    const { exitCode, lines } = await told('--rotate')
    expect(exitCode).toBe(1)
    expect(String(lines[0]?.message)).toContain(
      'it is not in the expected form; move the file away',
    )
    expect(readFileSync(kept, 'utf8')).toBe('{')
  })
})
