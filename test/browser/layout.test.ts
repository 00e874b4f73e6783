import { beforeAll, describe, expect, it } from 'vitest'
import { texts } from '../../plugins/web/page/texts.ts'
import { AWKWARD, manyLines } from '../support/browser/awkward-lines.ts'
import { dockWorld } from '../support/browser/dock-world.ts'
import { barriers, misfits } from '../support/browser/inspect.ts'
import type { Page, Scheme } from '../support/browser/playwright.ts'
import { wantsPeers } from '../support/peers/suites.ts'

const WIDTHS = [280, 400, 1280] as const
const SCHEMES: readonly Scheme[] = ['dark', 'light']
const LINES = 500

/** Shows each view in turn: by its tab, or all at once where there is room. */
async function eachView(page: Page, look: (view: string) => Promise<void>): Promise<void> {
  const tabs = page.getByRole('tab')
  if ((await tabs.count()) === 0) return look('all views')
  for (let at = 0; at < (await tabs.count()); at++) {
    await tabs.nth(at).click()
    await look((await tabs.nth(at).innerText()).trim())
  }
}

async function faultsOf(page: Page): Promise<Readonly<Record<string, readonly string[]>>> {
  const found: Record<string, readonly string[]> = {}
  await eachView(page, async view => {
    const faults = [...(await misfits(page)), ...(await barriers(page))]
    if (faults.length > 0) found[view] = faults
  })
  return found
}

const looks = WIDTHS.flatMap(width => SCHEMES.map(scheme => ({ width, scheme })))

describe.runIf(wantsPeers)('the page while nothing has happened yet', () => {
  const dock = dockWorld()
  it.each(looks)('fits into $width px and keeps nobody out ($scheme)', async look => {
    const { page } = await dock.open(look)
    await page.locator('[data-connection=open]').waitFor()
    expect(await faultsOf(page)).toEqual({})
  })
})

describe.runIf(wantsPeers)(
  `the page with ${LINES} lines, long names, emoji and text from right to left`,
  () => {
    const dock = dockWorld()
    beforeAll(async () => {
      const { stage } = dock
      for (const event of happenings()) await stage.tell(event)
      await stage.tell(...manyLines(stage, LINES))
      const title = `${AWKWARD[0]?.[0]} `.repeat(3)
      await stage.cue({ ask: 'title', text: title })
      await stage.cue({ ask: 'answer', text: AWKWARD[1]?.[1] ?? '' })
    })

    it.each(looks)('fits into $width px and keeps nobody out ($scheme)', async look => {
      const { page } = await dock.open(look)
      const shown = linesOf(page).first()
      await shown.waitFor()
      expect(await faultsOf(page)).toEqual({})
    })

    it.each(looks)('shows what is behind a line in $width px ($scheme)', async look => {
      const { page } = await dock.open(look)
      const line = linesOf(page).last()
      await line.waitFor()
      await line.click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText(texts.why.phases.told).waitFor()
      for (const fold of await summaries(page)) await fold.click()
      expect([...(await misfits(page)), ...(await barriers(page))]).toEqual([])
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'hidden' })
    })
  },
)

function linesOf(page: Page) {
  return page.getByRole('listbox', { name: texts.chat.lines }).getByRole('option')
}

async function summaries(page: Page) {
  const folds = page.getByRole('dialog').locator('summary')
  const count = await folds.count()
  return Array.from({ length: count }, (_, at) => folds.nth(at))
}

function happenings() {
  const user = { id: 'id-long', name: 'long', displayName: AWKWARD[0]?.[0], roles: [], badges: [] }
  const told = { platform: 'twitch', channel: 'ann' }
  return [
    { type: 'stream.online', data: { streamId: 's-1', title: 'Lamplight', startedAt: new Date() } },
    { type: 'channel.followed', data: { user } },
    {
      type: 'channel.subscribed',
      data: { user, tier: '1000', months: 14, isResub: true, text: AWKWARD[2]?.[1] },
    },
    { type: 'channel.gifted', data: { user, count: 5, tier: '1000' } },
    { type: 'channel.raided', data: { from: user, viewers: 180 } },
    { type: 'channel.cheered', data: { user, bits: 1000, text: AWKWARD[4]?.[1] } },
    { type: 'channel.tipped', data: { user, amount: 5, currency: 'EUR', text: AWKWARD[1]?.[1] } },
    {
      type: 'channel.redeemed',
      data: { redemptionId: 'r-1', user, reward: { id: 'w', title: AWKWARD[0]?.[0], cost: 300 } },
    },
    { type: 'channel.updated', data: { title: AWKWARD[2]?.[1], category: 'The Drowned Orchard' } },
  ].map((one, at) => ({ ...one, ...told, key: `happening-${at}` }))
}
