import { expect, it } from 'vitest'
import { PluginFailure } from '../../../core/errors.ts'
import { rememberSources } from '../../../core/plugin/source-files.ts'
import { placed } from '../../../core/plugin/thrown-at.ts'

function thrown(...frames: readonly string[]): Error {
  const failure = new Error('x is not iterable')
  failure.stack = ['Error: x', ...frames.map(frame => `    at ${frame}`)].join('\n')
  return failure
}

it('a failure is told with the topmost place in the author’s own files', () => {
  const failure = thrown(
    'map (/ann/node_modules/rxjs/map.js:1:2)',
    'cards (file:///ann/config/bingo.ts:23:49)',
    '/ann/promethean.config.ts:1:1',
  )
  expect(placed(failure, '/ann')).toBe('x is not iterable, at config/bingo.ts:23:49')
})

it('a failure from elsewhere, or one meant to be read, is told without', () => {
  expect(placed(thrown('/bea/a.ts:1:2', '/annabel/b.ts:1:2'), '/ann')).toBe('x is not iterable')
  expect(placed(thrown('/ann/a.ts:1:2'), undefined)).toBe('x is not iterable')
  expect(placed('a text', '/ann')).toBe('a text')
  const meant = new PluginFailure('the model is missing; pull it')
  expect(placed(meant, import.meta.dirname)).toBe('the model is missing; pull it')
})

it('a place in a file outside of the config’s folder is told if the config was compiled from it', () => {
  rememberSources(['/lamp/index.ts'])
  const failure = thrown(
    '/else/a.ts:1:2',
    'turn (/lamp/index.ts:9:3)',
    '/ann/promethean.config.ts:1:1',
  )
  expect(placed(failure, '/ann')).toBe('x is not iterable, at ../lamp/index.ts:9:3')
})
