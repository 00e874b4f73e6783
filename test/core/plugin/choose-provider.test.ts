import { expect, it } from 'vitest'
import { chooseProvider } from '../../../core/index.ts'

it('of several providers the one of that id is chosen, the first where none is named, and none where it is not there', () => {
  const providers = new Map([
    ['desk', 1],
    ['floor', 2],
  ])
  expect(chooseProvider(providers, 'floor')).toEqual({ id: 'floor', port: 2 })
  expect(chooseProvider(providers)).toEqual({ id: 'desk', port: 1 })
  expect(chooseProvider(providers, 'flor')).toBeUndefined()
  expect(chooseProvider(new Map())).toBeUndefined()
})
