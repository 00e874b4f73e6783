import { describe, expect, test } from 'vitest'
import { chatLine, type Emote } from '../../../../../plugins/web/page/chat/chat-line.ts'
import { emotePicture } from '../../../../../plugins/web/page/chat/emote-picture.ts'
import { partsOf } from '../../../../../plugins/web/page/chat/line-parts.ts'
import { saying } from '../../../../support/page/told.ts'

describe('an emote', () => {
  test('is a picture of its platform', () => {
    expect(emotePicture('twitch', '25')).toBe(
      'https://static-cdn.jtvnw.net/emoticons/v2/25/default/dark/1.0',
    )
    expect(emotePicture('twitch', `emotesv2_${'0a'.repeat(16)}`)).toContain('/emotesv2_0a0a')
    expect(emotePicture('kick', '37221')).toBe('https://files.kick.com/emotes/37221/fullsize')
  })

  test.each([
    '../../../evil',
    '25/../../x',
    '25?x=1',
    '25#',
    '25%2f..',
    '@evil.example',
    '//evil.example/x',
    '25\n',
    '',
    '２５',
    'lkGlow',
  ])('with the id %j stays its name', id => {
    for (const platform of ['twitch', 'kick', 'youtube', 'constructor', '__proto__', ''])
      expect(emotePicture(platform, id)).toBeUndefined()
  })
})

describe('a line', () => {
  test('is cut at its emotes, counted in code points', () => {
    expect(parts('🌧️ hi Kappa!', [emote('Kappa', 6, 10)])).toEqual([
      '🌧️ hi ',
      { emote: 'Kappa' },
      '!',
    ])
  })

  test('of emotes alone has no empty text', () => {
    expect(parts('aa bb', [emote('bb', 3, 4), emote('aa', 0, 1)])).toEqual([
      { emote: 'aa' },
      ' ',
      { emote: 'bb' },
    ])
  })

  test.each([
    ['that overlap', [emote('Kap', 0, 2), emote('pa', 2, 3)], [{ emote: 'Kap' }, 'pa']],
    ['behind its end', [emote('x', 3, 9)], ['Kappa']],
    ['that end before they start', [emote('x', 3, 1)], ['Kappa']],
    ['before its start', [emote('x', -2, 1)], ['Kappa']],
    ['of no known id', [emote('x', 0, 1, 'a/b')], ['Kappa']],
  ])('shows its text in spite of emotes %s', (_, emotes, shown) => {
    expect(parts('Kappa', emotes)).toEqual(shown)
  })

  test('that is too long for where it is shown is text alone', () => {
    const line = chatLine(saying('Kappa', { emotes: [emote('Kappa', 0, 4)] }))
    expect(partsOf(line, 4)).toEqual([{ text: 'Kappa' }])
    expect(partsOf(line, 5)).toMatchObject([{ emote: 'Kappa' }])
  })

  test('without text has one empty part', () => {
    expect(parts('', [])).toEqual([''])
  })
})

function parts(text: string, emotes: readonly Emote[]) {
  const line = chatLine(saying(text, { emotes }))
  return partsOf(line).map(part => ('text' in part ? part.text : { emote: part.emote }))
}

function emote(name: string, start: number, end: number, id = '25'): Emote {
  return { id, name, start, end }
}
