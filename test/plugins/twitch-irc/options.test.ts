import { expect, test } from 'vitest'
import { addressOf, twitchIrcOptions } from '../../../plugins/twitch-irc/options.ts'

test.each([
  [{}, 'wss://irc-ws.chat.twitch.tv:443/'],
  [{ server: 'chat.example' }, 'wss://chat.example:443/'],
  [{ server: 'chat.example', port: 8443 }, 'wss://chat.example:8443/'],
  [{ server: '127.0.0.1', port: 7000 }, 'ws://127.0.0.1:7000/'],
  [{ server: 'localhost' }, 'ws://localhost:80/'],
  [{ server: '127.0.0.1', port: 7000, secure: true }, 'wss://127.0.0.1:7000/'],
  [{ server: 'chat.example', secure: false }, 'ws://chat.example:80/'],
])('%o leads to %s', (more, address) => {
  expect(addressOf(twitchIrcOptions.parse({ channels: ['ann'], ...more }))).toBe(address)
})

test('channels are logins, each once', () => {
  const { channels } = twitchIrcOptions.parse({ channels: ['#Ann', ' bea ', 'ann'] })
  expect(channels).toEqual(['ann', 'bea'])
})

test.each([
  ['channels', { channels: [] }],
  ['channels.0', { channels: ['ann\r\nQUIT'] }],
  ['channels.0', { channels: ['ann,bea'] }],
  ['token', { token: 'sesame\r\nQUIT' }],
  ['username', { username: 'two words' }],
  ['server', { server: 'chat.example/path' }],
  ['port', { port: 0 }],
  ['quiet', { quiet: 'soon' }],
  ['', { tokne: 'x' }],
])('a wrong %s is refused, and not repeated', (path, wrong) => {
  const { error } = twitchIrcOptions.safeParse({ channels: ['ann'], ...wrong })
  expect(error?.issues.map(issue => issue.path.join('.'))).toEqual([path])
  expect(error?.message).not.toContain('sesame')
})
