import { readdirSync } from 'node:fs'
import { getPriority } from 'node:os'
import { expect, it } from 'vitest'
import { ownProcess } from '../support/process/promethean.ts'
import { configOf } from './own-plugins.ts'
import { workshop } from './workshop.ts'

const { project, start } = workshop()
const SMALL = 4_000_000
// Node starts four for V8; one more journals.
const THREADS_OF_V8 = 4

// Makes garbage of which some stays for a while, as a busy chat does, and logs how large the young generation has become.
const BUSY = `
import { getHeapSpaceStatistics } from 'node:v8'
import { definePlugin } from 'promethean'
import { timer, EMPTY, mergeMap } from 'rxjs'

export default definePlugin({
  name: 'busy',
  setup: ({ log }) =>
    timer(200).pipe(
      mergeMap(() => {
        const kept = Array.from({ length: 20_000 })
        for (let i = 0; i < 2_000_000; i++) kept[i % kept.length] = { text: 'line ' + i, parts: [i] }
        const { space_size } = getHeapSpaceStatistics().find(space => space.space_name === 'new_space')
        log.info('young ' + space_size)
        return EMPTY
      }),
    ),
})
`

const instance = async () => {
  const stage = project({
    'busy.ts': BUSY,
    'promethean.config.ts': configOf(['busy()'], '', "import busy from './busy.ts'"),
  })
  return await start(stage, {}, ownProcess)
}

it('a running instance is never stopped for long by garbage collection: its young generation stays small', async () => {
  const run = await instance()
  const { message } = await run.next('log', line => line.plugin === 'busy')
  expect(Number(String(message).split(' ')[1])).toBeLessThan(SMALL)
})

// Only there has a thread a priority of its own.
it.runIf(process.platform === 'linux')(
  'what journals and compiles beside the reactions gives way to them',
  async () => {
    const { pid } = await instance()
    const others = readdirSync(`/proc/${pid}/task`)
      .map(Number)
      .filter(thread => thread !== pid)
    const giveWay = others.filter(thread => getPriority(thread) > getPriority(pid))
    expect(giveWay.length).toBeGreaterThan(THREADS_OF_V8)
  },
)
