import { contract, runPlugin } from 'promethean/testing'
import { expect, it, onTestFinished } from 'vitest'
import newPlugin, { NewPlugin } from './port.ts'

it('is switched on and off by other plugins', async () => {
  const run = await runPlugin(newPlugin({ startsOn: true }))
  onTestFinished(() => run.stop())
  const port = run.port(NewPlugin)
  expect(await port.isOn()).toBe(true)
  await port.turn(false)
  expect(await port.isOn()).toBe(false)
})

contract('new-plugin', () => ({ use: newPlugin() }))
