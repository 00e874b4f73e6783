import { mongo, obs, orSimulator, tau, whenSet } from '@promethean/plugins'
import type { PluginUse } from 'promethean'
import { expect, it } from 'vitest'

const NOTHING = {}
const OBS = { OBS_PASSWORD: 'made-up' }
const MONGODB = { MONGODB_URI: 'mongodb://127.0.0.1:27017' }
const TAU = { TAU_URL: 'http://127.0.0.1:8000', TAU_TOKEN: 'made-up' }

type Environment = Readonly<Record<string, string>>

const rows: readonly (readonly [Environment, readonly string[], readonly string[]])[] = [
  [
    NOTHING,
    ['simulator', 'hint'],
    [
      'obs is left out: set OBS_PASSWORD',
      'tau is left out: set both TAU_URL and TAU_TOKEN',
      'mongo is left out: set MONGODB_URI',
    ],
  ],
  [
    { OBS_PASSWORD: ' ', TAU_URL: TAU.TAU_URL, MONGODB_URI: '' },
    ['simulator', 'hint'],
    [
      'obs is left out: set OBS_PASSWORD',
      'tau is left out: set both TAU_URL and TAU_TOKEN',
      'mongo is left out: set MONGODB_URI',
    ],
  ],
  [
    MONGODB,
    ['simulator', 'hint'],
    [
      'obs is left out: set OBS_PASSWORD',
      'tau is left out: set both TAU_URL and TAU_TOKEN',
      'mongo is left out while the stream is simulated',
    ],
  ],
  [
    { ...OBS, ...MONGODB },
    ['obs', 'mongo', 'hint'],
    ['tau is left out: set both TAU_URL and TAU_TOKEN'],
  ],
  [{ ...OBS, ...TAU }, ['obs', 'tau', 'hint'], ['mongo is left out: set MONGODB_URI']],
  [{ ...OBS, ...TAU, ...MONGODB }, ['obs', 'tau', 'mongo'], []],
]

it.each(rows)('the variables %j bring %j and say %j', (environment, ids, lines) => {
  const uses = orSimulator(partsFor(environment))
  expect(uses.map(({ id }) => id)).toEqual(ids)
  expect(linesOf(uses)).toEqual(lines)
})

it('a source that needs no variable is real', () => {
  expect(orSimulator({ sources: [obs()] }).map(({ id }) => id)).toEqual(['obs'])
})

it('without any source the stream is simulated', () => {
  expect(orSimulator({ sources: [] }).map(({ id }) => id)).toEqual(['simulator'])
})

it('where a real stream is meant, nothing is simulated, and the others stay', () => {
  const uses = orSimulator({ ...partsFor(MONGODB), isReal: true })
  expect(uses.map(({ id }) => id)).toEqual(['mongo', 'hint'])
})

it('the environment of the process counts, and the sentence can have another name for the plugin', () => {
  expect(whenSet('NEVER_SET_BY_ANYBODY', obs(), { title: 'OBS' })).toBe(
    'OBS is left out: set NEVER_SET_BY_ANYBODY',
  )
  expect(whenSet('PATH', obs())).toMatchObject({ id: 'obs' })
})

function partsFor(environment: Environment) {
  const { TAU_URL: url, TAU_TOKEN: token, OBS_PASSWORD: password } = environment
  return {
    sources: [
      whenSet('OBS_PASSWORD', obs({ password }), { environment }),
      whenSet(['TAU_URL', 'TAU_TOKEN'], tau({ url, token }), { environment }),
    ],
    others: [
      whenSet('MONGODB_URI', mongo({ uri: environment.MONGODB_URI ?? '' }), { environment }),
    ],
  }
}

function linesOf(uses: readonly PluginUse[]): unknown {
  const options = uses.find(({ id }) => id === 'hint')?.options ?? { lines: [] }
  return Reflect.get(Object(options), 'lines')
}
