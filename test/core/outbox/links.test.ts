import { describe, expect, it } from 'vitest'
import { holdsLink } from '../../../core/outbox/links.ts'

describe('a link is found', () => {
  it.each([
    'see https://evil.example/x',
    'HTTPS://EVIL.EXAMPLE',
    'hxxp://evil.example',
    'hxxps:evil',
    'evil.example',
    'go to evil.com now',
    'www.evil',
    'discord.gg/abc',
    'discord gg/abc',
    'discord . gg / abc',
    'example dot com',
    'example (dot) com',
    'example[.]com',
    'example{dot}zip',
    'example . com',
    'example。com',
    'example．com',
    'ｅｘａｍｐｌｅ．ｃｏｍ',
    'ex\u200Bample.c\u200Bom',
    'пример.рф',
    'xn--e1afmkfd.xn--p1ai',
    'e x a m p l e . c o m',
    'h t t p s : / / x',
    '192.168.0.1',
    '1.2.3.4:8080/x',
    '[::1]',
    '2001:db8:0:0:0:0:0:1',
    'localhost:3000',
    'mail me at ann@evil.example',
    'example%2ecom',
    'example&#46;com',
    '[click](http://x)',
    'steam://run/1',
    't.me/abc',
  ])('%s', text => {
    expect(holdsLink(text)).toBe(true)
  })
})

describe('no link is', () => {
  it.each([
    'hello there, how are you?',
    'Wait... what?',
    'We won 3.5 to 2, e.g. at 10:30 a.m.',
    'v1.2.3 is out',
    'it is 12:30:45 now',
    'I love dot products and polka dots',
    'that costs 3.50 and weighs 2.5kg',
    'and/or, 50/50',
    ':) <3 o.O',
    'U.S.A',
    'the discord of the channel',
  ])('%s', text => {
    expect(holdsLink(text)).toBe(false)
  })
})
