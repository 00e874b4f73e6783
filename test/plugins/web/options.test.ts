import { web } from '@promethean/plugins'
import { describe, expect, it } from 'vitest'
import { checkConfig } from '../../../core/config/check/check.ts'
import { addressOf, hostsOf } from '../../../plugins/web/options.ts'
import { asked } from '../../support/web/asked.ts'
import { serve } from '../../support/web/served.ts'

async function problemsOf(options: Parameters<typeof web>[0]) {
  const { problems } = await checkConfig({ plugins: [web(options)] })
  return problems.map(({ path, message }) => `${path}: ${message}`)
}

describe('the options of web', () => {
  it.each([
    undefined,
    {},
    { port: 80 },
    { host: '::1' },
    { host: '[::1]' },
    { host: 'localhost' },
    { host: '192.168.1.5' },
    { host: '0.0.0.0', names: ['192.168.1.5', 'studio-pc.local'] },
    { host: '::', names: ['fd00::5'] },
  ])('are taken as %o', async options => {
    expect(await problemsOf(options)).toEqual([])
  })

  it.each(['0.0.0.0', '::', '[::]', ' 0.0.0.0 '])(
    'open it to other devices at %s only under names that are told',
    async host => {
      const sentence =
        "names: expected at least one name under which other devices open this computer; write names: ['192.168.1.5'] with its own, or leave out host"
      expect(await problemsOf({ host })).toEqual([sentence])
      expect(await problemsOf({ host, names: [] })).toEqual([sentence])
    },
  )

  it.each([
    [{ port: 0 }, /^port: /],
    [{ port: 65_536 }, /^port: /],
    [{ port: 7590.5 }, /^port: /],
    [{ host: '' }, /^host: /],
    [{ host: 'http://127.0.0.1' }, /^host: expected only a host.*port/],
    [{ host: '127.0.0.1:7590' }, /^host: /],
    [{ names: ['*'] }, /^names\[0\]: /],
    [{ names: ['192.168.1.5:7590'] }, /^names\[0\]: /],
    [{ names: ['a', 'evil.example/x'] }, /^names\[1\]: /],
  ])('%o is refused, where it is wrong', async (options, sentence) => {
    expect(await problemsOf(options)).toEqual([expect.stringMatching(sentence)])
  })

  it.each([
    [{}, 'http://127.0.0.1:7590/'],
    [{ host: '::1' }, 'http://[::1]:7590/'],
    [{ host: '0.0.0.0', names: ['192.168.1.5', 'pc'] }, 'http://192.168.1.5:7590/'],
    [{ host: '192.168.1.5', port: 80 }, 'http://192.168.1.5:80/'],
  ])('with %o the address is %s', (given, address) => {
    expect(addressOf({ port: 7590, host: '127.0.0.1', names: [], ...given })).toBe(address)
  })

  it('the names it answers to are those, with the port', () => {
    const names = (host: string, more: string[] = [], port = 7590) =>
      [...hostsOf({ port, host, names: more })].toSorted()
    const own = ['127.0.0.1:7590', '[::1]:7590', 'localhost:7590']
    expect(names('127.0.0.1')).toEqual(own)
    expect(names('192.168.1.5')).toEqual(['192.168.1.5:7590'])
    expect(names('0.0.0.0', ['Studio-PC'])).toEqual([...own, 'studio-pc:7590'])
    expect(names('192.168.1.5', [], 80)).toEqual(['192.168.1.5', '192.168.1.5:80'])
  })
})

it('a page that other devices may open is said to travel in clear text; one of this computer is not', async () => {
  const clear = (served: Awaited<ReturnType<typeof serve>>) =>
    served.run.logged.filter(({ message }) => message.includes('clear text'))
  expect(clear(await serve())).toEqual([])
  expect(clear(await serve({ host: '0.0.0.0', names: ['studio-pc'] }))).toMatchObject([
    { level: 'warn', plugin: 'web' },
  ])
})

it('under a name that is told other devices open it', async () => {
  const served = await serve({ host: '0.0.0.0', names: ['studio-pc'] })
  expect(await asked(served, { Host: `studio-pc:${served.port}` })).toMatchObject({ status: 200 })
  expect(await asked(served, { Host: `other-pc:${served.port}` })).toMatchObject({ status: 403 })
})
