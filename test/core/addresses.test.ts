import { describe, expect, it } from 'vitest'
import { hostInAddress, isHost, isServerAddress } from '../../core/addresses.ts'

describe('a host', () => {
  it.each([
    '127.0.0.1',
    'localhost',
    'studio-pc',
    'stream.example',
    'my_pc',
    '::1',
    '[::1]',
    'bücher.example',
  ])('can be %s', text => expect(isHost(text)).toBe(true))

  it.each([
    '',
    ' ',
    '127.0.0.1:8080',
    '[::1]:8080',
    'ws://studio-pc',
    'studio-pc/ws',
    'ann@studio-pc',
    'two words',
    '-',
    '_',
    '300.1.1.1',
    '[studio-pc]',
    'studio-pc?x',
    'studio-pc#x',
    '50%',
  ])('cannot be %j', text => expect(isHost(text)).toBe(false))

  it('stands in an address in brackets where it is an IPv6 one', () => {
    expect(['::1', '[::1]', 'studio-pc'].map(hostInAddress)).toEqual([
      '[::1]',
      '[::1]',
      'studio-pc',
    ])
  })
})

describe('the address of a server', () => {
  it.each(['http://h', 'https://h:8000/', 'http://[::1]:8000/v1', 'HTTP://h.example/a/b'])(
    'can be %s',
    text => expect(isServerAddress(text, 'http')).toBe(true),
  )

  it.each([
    '',
    'h:8000',
    'ws://h',
    'http:h',
    'http://',
    'http:///path',
    'http://h:0',
    'http://h:99999',
    'http://h:port',
    'http://ann:pw@h',
    'http://:pw@h',
    'http://h/?x=1',
    'http://h/#x',
    'http://a b',
    'http://h/a b',
  ])('cannot be %j', text => expect(isServerAddress(text, 'http')).toBe(false))
})
