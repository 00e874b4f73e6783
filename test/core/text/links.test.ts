import { describe, expect, it } from 'vitest'
import { holdsLink } from '../../../core/text/links.ts'

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
    '[2001:db8::1]',
    '2001:db8:0:0:0:0:0:1',
    'localhost:3000',
    'mail me at ann@evil.example',
    'example%2ecom',
    'example&#46;com',
    '[click](http://x)',
    'steam://run/1',
    't.me/abc',
    'https://gratis.example',
    'see HTTP://GRATIS.EXAMPLE',
    'hxxps://gratis.example',
    'http : //gratis.example',
    'www.gratis.example',
    'gratis.example/win',
    'Gratis auf gratis.example!',
    'gratis (dot) example',
    'gratis[.]example',
    'gratis。example',
    'gratis․example',
    'ｇｒａｔｉｓ．ｅｘａｍｐｌｅ',
    'gra\u200Btis.\u200Bexample',
    'gratis.ехample',
    'discord gg abc',
    'bit.ly/3xyz',
    'youtu.be/abc',
    'xn--grtis-9xa.example',
    '198.51.100.7',
    'win@gratis.example',
    'mailto:win@gratis',
    'müller.example',
    'www gratis com',
    'gratis dot example',
    'gratis . example',
    'gratis,com',
    'gratis com is free',
    'bit ly/3xyz',
    'mailto:ann@evil',
    'javascript:alert(1)',
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
    'Cosy evening',
    'Elden Ring: part 2',
    'Version 1.5 is out, let us see',
    'Node.js from scratch',
    'Good evening. Let us play',
    'Good evening... and go',
    'AC/DC all night, 24/7',
    'Mr. Bob plays chess',
    'Chess @ 8 pm w/ friends',
    'Ranked! Can we do it? (no.)',
    'A.B.C. of chess',
    'Is it me or is it live on a Monday',
    'Chess, live on a Monday evening',
    'Co-op night: it takes two',
    'Good question. Live now, online till ten. Top players, store open',
    'Node.js and Vue.js',
    'のんびり配信。楽しもう',
    'go live/offline',
    'data: none, tel: none',
  ])('%s', text => {
    expect(holdsLink(text)).toBe(false)
  })
})

describe('a text without end', () => {
  // A model that talks on and on: looked at in pieces, or it would take minutes.
  it.each(['(', 'a', 'a-', ' . '])('of %s is looked at all the same', filling => {
    expect(holdsLink(filling.repeat(40_000))).toBe(false)
  })

  it.each([0, 700, 795, 799, 800, 805, 990, 999, 1_000, 5_000])(
    'is caught at its link behind %i characters',
    before => {
      expect(
        holdsLink(`${'so '.repeat(before / 3)}see example dot com now ${'so '.repeat(900)}`),
      ).toBe(true)
    },
  )
})
