import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { accessTokens } from '../../../core/access/access.ts'
import { withNewDock, withoutToken, withToken } from '../../../core/access/changes.ts'
import { AccessFile, type StoredToken } from '../../../core/access/file.ts'
import type { AccessHolder } from '../../../core/access/tokens.ts'
import { Redactor } from '../../../core/secrets/redact.ts'

const { signal } = new AbortController()
const DECK: AccessHolder = { name: 'deck', kind: 'dock', may: ['say', 'scene'] }

/** The tokens of a running instance, and the same file as a command changes it. */
function opened(inner = '.promethean') {
  const parent = mkdtempSync(join(tmpdir(), 'promethean access '))
  onTestFinished(() => rmSync(parent, { recursive: true }))
  const folder = join(parent, inner)
  const redactor = new Redactor()
  const access = accessTokens({ folder, signal, know: tokens => redactor.know(tokens) })
  // Another process has read nothing of it.
  const command = () => new AccessFile(folder)
  const tokenOf = async (name: string) =>
    (await command().tokens()).find(stored => stored.name === name)?.token ?? ''
  const change = (next: (tokens: readonly StoredToken[]) => readonly StoredToken[]) =>
    command().change(next, signal)
  return { access, change, tokenOf, redactor, file: join(folder, 'access.json') }
}

it('the first start makes the token of the dock, 32 random bytes, and later starts keep it', async () => {
  const { access, tokenOf } = opened()
  await access.ensure()
  const token = await tokenOf('dock')
  expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  await access.ensure()
  expect(await tokenOf('dock')).toBe(token)
  expect(await access.holder(token)).toEqual({ name: 'dock', kind: 'dock' })
})

it.runIf(process.platform !== 'win32')('only its owner may read the file', async () => {
  const { access, file } = opened()
  await access.ensure()
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

it.each(['', 'x', 'a token that nobody has'])(
  'a token that nobody has is nobody’s: %j',
  async token => {
    const { access } = opened()
    expect(await access.holder(token)).toBeUndefined()
    await access.ensure()
    expect(await access.holder(token)).toBeUndefined()
  },
)

it('a token made beside the running instance is known at once, with its name and what it may', async () => {
  const { access, change, tokenOf } = opened()
  await access.ensure()
  await change(tokens => withToken(tokens, DECK))
  expect(await access.holder(await tokenOf('deck'))).toEqual(DECK)
})

it('a revoked token and the one before a rotation are refused at once', async () => {
  const { access, change, tokenOf } = opened()
  await access.ensure()
  await change(tokens => withToken(tokens, DECK))
  const [old, deck] = [await tokenOf('dock'), await tokenOf('deck')]
  await change(withNewDock)
  expect(await access.holder(old)).toBeUndefined()
  expect(await access.holder(await tokenOf('dock'))).toMatchObject({ name: 'dock' })
  await change(tokens => withoutToken(tokens, 'deck'))
  expect(await access.holder(deck)).toBeUndefined()
})

it('rotations one after the other are each noticed, although every file has the same length', async () => {
  const { access, change, tokenOf } = opened()
  await access.ensure()
  for (let round = 0; round < 20; round++) {
    const old = await tokenOf('dock')
    await change(withNewDock)
    expect(await access.holder(old)).toBeUndefined()
    expect(await access.holder(await tokenOf('dock'))).toBeDefined()
  }
})

it('two that make tokens at the same time both keep theirs', async () => {
  const { change, tokenOf } = opened()
  const names = ['a', 'b', 'c', 'd', 'e']
  await Promise.all(
    names.map(name => change(tokens => withToken(tokens, { name, kind: 'overlay' }))),
  )
  for (const name of names) expect(await tokenOf(name)).not.toBe('')
})

it('a token never stands in what is kept or shown', async () => {
  const { access, change, tokenOf, redactor } = opened()
  await access.ensure()
  const token = await tokenOf('dock')
  expect(redactor.text(`http://127.0.0.1:7590/#${token}`)).toBe('http://127.0.0.1:7590/#[redacted]')
  await change(tokens => withToken(tokens, DECK))
  const deck = await tokenOf('deck')
  await access.holder('any')
  expect(redactor.known(`it is ${deck}!`)).toBe('it is [redacted]!')
})

it.each(['', '{', '[]', '{"tokens":[{"name":"dock"}]}', '{"tokens":[],"more":1}'])(
  'a file that was changed by hand is told in a sentence, and never overwritten: %s',
  async content => {
    const { access, change, file } = opened('')
    writeFileSync(file, content)
    const sentence = `cannot read the access tokens in ${file}: it is not in the expected form; move the file away; promethean dock then makes a new token`
    await expect(access.ensure()).rejects.toMatchObject({ code: 'not_ready', message: sentence })
    await expect(access.holder('any')).rejects.toThrow(sentence)
    await expect(change(withNewDock)).rejects.toThrow(sentence)
    expect(readFileSync(file, 'utf8')).toBe(content)
  },
)

it('once a broken file was moved away, the next try makes a new token', async () => {
  const { access, file, tokenOf } = opened('')
  writeFileSync(file, '{')
  await expect(access.ensure()).rejects.toMatchObject({ code: 'not_ready' })
  rmSync(file)
  await access.ensure()
  expect(await access.holder(await tokenOf('dock'))).toEqual({ name: 'dock', kind: 'dock' })
})

it('a lock that is none is told in a sentence', async () => {
  const { change, file } = opened('')
  writeFileSync(`${file}.lock`, 'this is no lock, '.repeat(100))
  await expect(change(withNewDock)).rejects.toThrow(
    `cannot change the access tokens in ${file}: file is not a database; try again; if that does not help, delete ${file}.lock`,
  )
})

it('what is wrong with a file never quotes it', async () => {
  const { access, file } = opened('')
  writeFileSync(file, '{"tokens":[{"token":"hunter2hunter2hunter2hunter2hunter2"}]}')
  const failure: unknown = await access.holder('any').catch((thrown: unknown) => thrown)
  expect(String(failure) + String(Reflect.get(Object(failure), 'cause'))).not.toContain('hunter2')
})

it('a name is used once, and only one that is there is revoked', async () => {
  const { access, change } = opened()
  await access.ensure()
  await change(tokens => withToken(tokens, DECK))
  await expect(change(tokens => withToken(tokens, DECK))).rejects.toThrow(
    'cannot make the token deck: there is one of this name; choose another name, or revoke that one first: promethean dock --revoke deck',
  )
  await expect(change(tokens => withToken(tokens, { name: 'dock', kind: 'dock' }))).rejects.toThrow(
    'cannot make the token dock: this is the name of the one in the address of your page; choose another name',
  )
  await expect(change(tokens => withoutToken(tokens, 'dek'))).rejects.toThrow(
    'cannot revoke the token dek: there is none of this name; did you mean deck?',
  )
})
