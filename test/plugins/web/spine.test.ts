import { run } from 'promethean'
import { expect, it, onTestFinished } from 'vitest'
import { freePort } from '../../support/process/child.ts'
import { makeProject } from '../../support/process/promethean.ts'
import { SocketClient } from '../../support/web/socket-client.ts'
import { tokenOf } from '../../support/web/token-of.ts'

it('a run serves its page, and the page gets what it asks for once it has shown its token', async () => {
  const port = await freePort()
  const project = makeProject({
    'promethean.config.ts': `import { simulator, web } from '@promethean/plugins'
import { defineConfig } from 'promethean'
export default defineConfig({ plugins: [simulator({ rate: 50 }), web({ port: ${port} })] })`,
  })
  onTestFinished(() => project.remove())
  const running = await run({ config: project.file })
  onTestFinished(async () => void (await running.stop()))

  const page = await fetch(`http://127.0.0.1:${port}/`)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('<script type="module" src="/page.js">')
  const script = await fetch(`http://127.0.0.1:${port}/page.js`)
  expect(script.headers.get('content-type')).toContain('text/javascript')
  expect((await script.text()).length).toBeGreaterThan(5_000)

  const described = Object(await (await fetch(`http://127.0.0.1:${port}/api`)).json())
  expect(unresolvedIn(described)).toEqual([])
  expect(Object.keys(described.paths)).toEqual(
    expect.arrayContaining(['/api/status', '/api/say', '/api/explain', '/api/activity']),
  )

  const client = await SocketClient.open(port)
  onTestFinished(() => client.socket.terminate())
  client.say({ token: tokenOf(project.folder) })
  client.say({ id: 1, call: 'status' })
  client.say({ id: 2, listen: 'tail', input: { all: true } })
  await expect.poll(() => client.of(2).length).toBeGreaterThan(2)
  expect(client.heard[0]).toMatchObject({ welcome: { name: 'dock', now: expect.any(Number) } })
  expect(client.of(1)).toMatchObject([{ done: true, value: { plugins: expect.any(Array) } }])
  expect(client.of(2)[0]).toMatchObject({ lines: expect.arrayContaining([]) })
  await expect.poll(() => client.heard.filter(one => 'beat' in one).length).toBeGreaterThan(0)
  // What is wrong in an input is said alike, whether one calls or listens.
  client.say({ id: 3, listen: 'tail', input: { nope: 1 } })
  client.say({ id: 4, call: 'status', input: { nope: 1 } })
  const problems = [{ path: 'nope', message: 'unknown field' }]
  for (const id of [3, 4])
    await expect
      .poll(() => client.of(id))
      .toMatchObject([{ refusal: { code: 'invalid_input', problems } }])

  await running.stop()
  expect(await client.closed).toMatchObject({ code: 1001 })
})

/** References that lead nowhere: within the nearest schema that has an address, as JSON Schema 2020-12 has it. */
function unresolvedIn(part: unknown, root = part): readonly string[] {
  if (typeof part !== 'object' || part === null) return []
  const base = '$id' in part ? part : root
  const own = '$ref' in part && typeof part.$ref === 'string' ? [part.$ref] : []
  const isThere = (reference: string) =>
    reference
      .slice('#/'.length)
      .split('/')
      .reduce((at: unknown, step) => Object(at)[step], base) !== undefined
  return [
    ...own.filter(reference => !isThere(reference)),
    ...Object.values(part).flatMap(inner => unresolvedIn(inner, base)),
  ]
}
