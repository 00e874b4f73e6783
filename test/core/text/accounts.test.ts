import { describe, expect, it } from 'vitest'
import { accountName, anyOf, isSameAccount, mentions } from '../../../core/text/accounts.ts'

describe('one account', () => {
  it.each([
    'annhelper',
    '@annhelper',
    'AnnHelper',
    ' Ann Helper ',
    '＠ａｎｎｈｅｌｐｅｒ',
    'ann\u034Fhelper\u{E0000}',
  ])('is named %j too', spelling => {
    expect(accountName(spelling)).toBe('annhelper')
    expect(isSameAccount(spelling, 'annhelper')).toBe(true)
    expect(anyOf([spelling])({ displayName: 'AnnHelper' })).toBe(true)
    expect(anyOf(['annhelper'])({ id: '1', name: 'x', displayName: spelling })).toBe(true)
    expect(mentions('hello @annhelper', [spelling])).toBe(true)
  })

  it.each(['ann', 'annhelper2', 'ann-helper', ''])('is not named %j', other => {
    expect(isSameAccount(other, 'annhelper')).toBe(false)
    expect(anyOf(['annhelper'])({ name: other, displayName: other })).toBe(false)
  })

  it('is nobody where no name is told or listed', () => {
    expect(isSameAccount(undefined, undefined)).toBe(false)
    expect(anyOf([' ', '@'])({ name: '', displayName: '@' })).toBe(false)
    expect(mentions('hello @ there', ['', '@'])).toBe(false)
  })
})

describe('a mention', () => {
  it.each([
    'hello @ann-plays',
    '@ANN-PLAYS hello',
    'so, (@ann-plays) or not',
    'is it @ann-plays?',
    'thanks @ann-plays.',
    '@ann-plays, hello',
    '@ann-plays’s cat',
    '@ann-plays: hello',
    'hello ＠ann-plays',
    'hello @ann\u00AD-plays\u034F',
    '@ann-plays2 and @ann-plays',
  ])('is in %j', text => {
    expect(mentions(text, ['@ann-plays'])).toBe(true)
    expect(mentions(text, ['Ann-Plays'])).toBe(true)
  })

  it.each([
    'hello @ann-plays2',
    'mail ann-plays please',
    'mail me at hello@ann-plays',
    '@ann-plays_too',
    '@ann-plays-too',
    '@ann-plays.too',
    '@ann-playsé',
    '@ ann-plays',
    '@ann',
    '',
  ])('is not in %j', text => {
    expect(mentions(text, ['@ann-plays'])).toBe(false)
  })

  it('of a name of several words is written with its blanks or without', () => {
    expect(mentions('hi @Rosa  Lind!', ['Rosa Lind'])).toBe(true)
    expect(mentions('hi @rosalind', ['Rosa Lind'])).toBe(true)
    expect(mentions('hi @rosa', ['Rosa Lind'])).toBe(false)
  })

  it('is of none whose name only goes on', () => {
    expect(mentions('hello @ann-plays2', ['ann', 'ann-plays'])).toBe(false)
    expect(mentions('hello @ann', ['bea', 'ann'])).toBe(true)
  })
})
