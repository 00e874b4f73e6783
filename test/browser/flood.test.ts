import { describe, expect, it } from 'vitest'
import { texts } from '../../plugins/web/page/texts.ts'
import { dockWorld } from '../support/browser/dock-world.ts'
import { wantsPeers } from '../support/peers/suites.ts'

const RATE = 200
const MINUTE = 60_000
// A frame is 16.7 ms; the promise is 100 ms.
const FRAME_MS = 100

describe.runIf(wantsPeers)(`${RATE} lines a second for a minute`, () => {
  const dock = dockWorld({
    uses: [`simulator({ rate: ${RATE}, seed: 'flood' })`, 'restreamFilter()'],
  })

  it(
    'are drawn in bounded memory, and the page answers all the while',
    async () => {
      const { page } = await dock.open({ width: 400 })
      await page
        .getByRole('listbox', { name: texts.chat.lines })
        .getByRole('option')
        .first()
        .waitFor()
      // What the page itself did in a frame, by its long tasks, and what one saw, by the gaps between frames.
      await page.evaluate(`(() => {
      const seen = { gaps: [], tasks: [] }
      globalThis.seen = seen
      new PerformanceObserver(list => seen.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' })
      let last = performance.now()
      const frame = now => { seen.gaps.push(now - last); last = now; requestAnimationFrame(frame) }
      requestAnimationFrame(frame)
    })()`)
      await page.evaluate(`new Promise(resolve => setTimeout(resolve, ${MINUTE}))`)
      const { gaps, tasks } = await page.evaluate<{ gaps: number[]; tasks: number[] }>(
        'globalThis.seen',
      )
      const heap = await page.evaluate<number>('performance.memory.usedJSHeapSize')
      const late = gaps.filter(gap => gap > FRAME_MS)
      const long = tasks.filter(task => task > FRAME_MS)
      console.log(
        `${gaps.length} frames: longest ${most(gaps)} ms, ${late.length} over ${FRAME_MS} ms; longest task of the page ${most(tasks)} ms, ${long.length} over ${FRAME_MS} ms; heap ${Math.round(heap / 1e6)} MB`,
      )
      // How late frames are depends on what else the machine does: it is printed, and judged where nothing else runs.
      expect(heap).toBeLessThan(150e6)
      await page.getByRole('button', { name: texts.chat.filter }).click()
      await page.getByRole('button', { name: texts.chat.filter, expanded: true }).waitFor()
    },
    4 * MINUTE,
  )
})

function most(times: readonly number[]): number {
  return Math.round(Math.max(0, ...times))
}
