import { describe, expect, it } from 'vitest'
import { texts } from '../../plugins/web/page/texts.ts'
import { dockWorld } from '../support/browser/dock-world.ts'
import type { Page } from '../support/browser/playwright.ts'
import { wantsPeers } from '../support/peers/suites.ts'

const HOUR = 3_600_000
const linesOf = (page: Page) =>
  page.getByRole('listbox', { name: texts.chat.lines }).getByRole('option')
const isOpen = (page: Page) => page.locator('[data-connection=open]').waitFor()
const elements = (page: Page) => page.evaluate<number>('document.querySelectorAll("*").length')

describe.runIf(wantsPeers)('a page that is open for hours', () => {
  const dock = dockWorld()

  it('is up to date by itself after 12 h, each hour with lines, and has not grown', async () => {
    const { page } = await dock.open({ time: Date.now() })
    await isOpen(page)
    const fill = (hour: number) =>
      dock.stage.tell(
        ...Array.from({ length: 400 }, (_, at) => dock.stage.lineOf(`hour ${hour} line ${at}.`)),
      )
    await fill(0)
    await linesOf(page).filter({ hasText: 'hour 0 line 399.' }).waitFor()
    const before = await elements(page)
    for (let hour = 1; hour <= 12; hour++) {
      await page.clock.fastForward(HOUR)
      await fill(hour)
      await linesOf(page)
        .filter({ hasText: `hour ${hour} line 399.` })
        .waitFor()
    }
    await isOpen(page)
    await page.getByRole('listbox', { name: texts.chat.lines }).focus()
    await page.keyboard.press('Home')
    await linesOf(page).first().waitFor()
    // 5,200 were told; what is kept is bounded, and so is what is drawn.
    const [oldest = ''] = await linesOf(page).allInnerTexts()
    expect(Number(/hour (\d+)/.exec(oldest)?.[1])).toBeGreaterThan(5)
    expect(await elements(page)).toBeLessThan(before + 300)
  })

  it.each([-24, 24])(
    'counts down by the clock of the server where its own is %i h off',
    async hours => {
      const { page } = await dock.open({ time: Date.now() + hours * HOUR })
      await isOpen(page)
      await dock.stage.cue({ ask: 'title', text: `Asked with ${hours} h`, within: '5m' })
      const item = page.locator('[data-approval]').filter({ hasText: `Asked with ${hours} h` })
      await expect.poll(() => item.getByRole('timer').innerText()).toMatch(/^(4:[2-5]\d|5:00)/)
      await dock.stage.line(`said with ${hours} h`)
      await linesOf(page)
        .filter({ hasText: `said with ${hours} h` })
        .waitFor()
      await expect.poll(() => page.locator('.top').getAttribute('data-level')).not.toBe('bad')
    },
  )
})
