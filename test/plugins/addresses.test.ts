import { languageModel, obs, streamerbot, tau, twitch, twitchIrc } from '@promethean/plugins'
import type { PluginUse } from 'promethean'
import { describe, expect, it } from 'vitest'
import { checkConfig } from '../../core/config/check/check.ts'

async function pathsOf(use: PluginUse): Promise<readonly string[]> {
  const { problems } = await checkConfig({ plugins: [use] })
  return problems.map(({ path }) => path)
}

const wrong: readonly (readonly [string, PluginUse])[] = [
  ...[
    '127.0.0.1:8080',
    'ws://127.0.0.1',
    'studio-pc/ws',
    '',
    '  ',
    'two words',
    '[::1]:8080',
    '192.168.1,20',
    'a;b',
    '.',
  ].map(host => ['host', streamerbot({ host })] as const),
  ['endpoint', streamerbot({ endpoint: '/a b' })],
  ['port', streamerbot({ port: 0 })],
  ['port', streamerbot({ port: 65_536 })],
  ...['chat.example:443', 'wss://chat.example', 'chat.example/x', '', '[::1]:80'].map(
    server => ['server', twitchIrc({ channels: ['ann'], server })] as const,
  ),
  ...[
    '127.0.0.1:4455',
    'http://h',
    'ws://',
    'ws://h:0',
    'ws://h:99999',
    'ws://:pw@h:4455',
    'ws://h?x',
  ].map(url => ['url', obs({ url })] as const),
  ...['h:8000', 'ws://h', 'http://h:0', 'http://h:99999', 'http://h/?x=1', 'http://h/#x'].map(
    url => ['url', tau({ url, token: 'made-up' })] as const,
  ),
  ...['h:11434', 'http://h:0', 'http://h/v1?x=1', 'http://ann:pw@h/v1'].map(
    baseURL => ['baseURL', languageModel({ provider: 'ollama', model: 'm', baseURL })] as const,
  ),
  ...['https://ann:pw@h/helix', 'https://h/helix?x=1', 'https://h:0'].map(
    api => ['urls.api', twitch({ clientId: 'made-up', channel: 'ann', urls: { api } })] as const,
  ),
]

describe('an address that can be none is a problem of the config, at its option', () => {
  it.each(wrong)('%s %#', async (path, use) => {
    expect(await pathsOf(use)).toEqual([path])
  })

  it('and the sentence says what is wanted there', async () => {
    const { problems } = await checkConfig({ plugins: [streamerbot({ host: '127.0.0.1:8080' })] })
    expect(problems).toEqual([
      {
        plugin: 'streamerbot',
        path: 'host',
        message: expect.stringMatching(/^expected only a host.*; use the options? port/),
      },
    ])
  })
})

it.each([
  streamerbot({ host: '::1' }),
  streamerbot({ host: '[::1]' }),
  streamerbot({ host: ' studio-pc ' }),
  twitchIrc({ channels: ['ann'], server: '::1' }),
  obs({ url: 'wss://studio-pc:4455/ws' }),
  tau({ url: 'https://tau.example/below', token: 'made-up' }),
  languageModel({ provider: 'ollama', model: 'm', baseURL: 'http://[::1]:11434/' }),
])('an address that can be one is taken %#', async use => {
  expect(await pathsOf(use)).toEqual([])
})
