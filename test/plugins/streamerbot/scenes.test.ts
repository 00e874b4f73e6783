import { expect, it } from 'vitest'
import { frame } from '../../support/frames/streamerbot/frame.ts'
import { connected } from './connected.ts'

const change = (scene: string, previous?: string, obs = 'c-1') =>
  frame('Obs.SceneChanged', {
    connection: { id: obs },
    scene: { sceneName: scene },
    ...(previous !== undefined && { oldScene: { sceneName: previous } }),
  })

it('scenes named for a moment when Studio Mode is left are not told; the next real change is', async () => {
  const { fake, run } = await connected()
  fake.emit(change('Scene B', 'Scene A'))
  fake.emit(change('Scene A', 'Scene B'))
  fake.emit(frame('Obs.Event', { eventType: 'StudioModeStateChanged' }))
  await run.next('platform.event')
  fake.emit(change('Scene B', 'Scene A'))
  const changed = await run.next('obs.scene.changed')
  expect(changed.data).toEqual({ scene: 'Scene B', previous: 'Scene A' })
  fake.emit(change('Scene C', 'Scene B'))
  const next = await run.next('obs.scene.changed', ({ data }) => data.scene !== 'Scene B')
  expect(next.data).toEqual({ scene: 'Scene C', previous: 'Scene B' })
  expect(run.events.filter(({ type }) => type === 'obs.scene.changed')).toHaveLength(2)
})

it('each OBS has a scene of its own on air', async () => {
  const { fake, run } = await connected()
  fake.emit(change('Scene B', 'Scene A'))
  fake.emit(change('Scene A', 'Scene Z', 'c-2'))
  const one = await run.next('obs.scene.changed', ({ data }) => data.scene === 'Scene B')
  const other = await run.next('obs.scene.changed', ({ data }) => data.scene === 'Scene A')
  expect(one.data.previous).toBe('Scene A')
  expect(other.data.previous).toBe('Scene Z')
})
