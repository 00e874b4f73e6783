import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { run } from 'promethean'
import { describe, expect, it } from 'vitest'
import { workshop } from '../../flow/workshop.ts'

const { project } = workshop()
const config = (more = '') => `
import { defineConfig, definePlugin } from 'promethean'
const quiet = definePlugin({ name: 'quiet', setup: () => undefined })
export default defineConfig({ ${more} plugins: [quiet()] })
`

describe('a start that is broken off', () => {
  it('while the config is read leaves neither variables nor compiled modules behind', async () => {
    const made = project({ 'promethean.config.ts': config(), '.env': 'BROKEN_OFF=left\n' })
    const stop = new AbortController()
    const starting = run({ config: made.file, signal: stop.signal })
    stop.abort(new Error('never mind'))
    await expect(starting).rejects.toThrow('never mind')
    const modules = join(made.folder, '.promethean', 'modules')
    expect(process.env.BROKEN_OFF).toBeUndefined()
    expect(existsSync(modules) ? readdirSync(modules) : []).toEqual([])
  })

  it('while the journal opens has closed it when it says so, and does not say that it starts', async () => {
    const made = project({ 'promethean.config.ts': config() })
    const journal = join(made.folder, '.promethean', 'journal.db')
    const seen: string[] = []
    const stop = new AbortController()
    const look = setInterval(() => {
      if (!existsSync(journal)) return
      clearInterval(look)
      stop.abort(new Error('never mind'))
    }, 1)
    await run({
      config: made.file,
      signal: stop.signal,
      onStarting: () => seen.push('starting'),
      onStopped: () => seen.push('stopped'),
    }).catch(() => seen.push('rejected'))
    expect(seen.at(-1)).toBe('rejected')
    expect(seen).not.toContain('starting')
  })
})

it('the first of two runs to stop leaves the other the variables of their .env', async () => {
  const made = project({
    'promethean.config.ts': config("journal: { file: 'a.db' },"),
    'other.config.ts': config("journal: { file: 'b.db' },"),
    '.env': 'SHARED_WORD=mine\n',
  })
  const one = await run({ config: made.file })
  const other = await run({ config: join(made.folder, 'other.config.ts') })
  await one.stop()
  expect(process.env.SHARED_WORD).toBe('mine')
  await other.stop()
  expect(process.env.SHARED_WORD).toBeUndefined()
})
