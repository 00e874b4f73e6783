import { beforeAll, describe, expect, it } from 'vitest'
import { texts } from '../../plugins/web/page/texts.ts'
import { dockWorld } from '../support/browser/dock-world.ts'
import { barriers, misfits } from '../support/browser/inspect.ts'
import { wantsPeers } from '../support/peers/suites.ts'

const { curves, events, search, streams } = texts
const viewer = (name: string) => ({
  ...{ id: `id-${name}`, name: name.toLowerCase(), displayName: name, roles: [], badges: [] },
})
const TOLD = [
  { type: 'stream.online', data: { streamId: 's-1', title: 'Lamplight', startedAt: new Date() } },
  { type: 'channel.followed', data: { user: viewer('Fay') } },
  {
    type: 'channel.subscribed',
    data: { user: viewer('Gil'), tier: '1000', months: 14, isResub: true },
  },
  { type: 'channel.gifted', data: { user: viewer('Hal'), count: 5, tier: '1000' } },
  { type: 'channel.raided', data: { from: viewer('Ivy'), viewers: 180 } },
  { type: 'channel.cheered', data: { user: viewer('Jon'), bits: 700, text: 'for the lamps' } },
  { type: 'channel.tipped', data: { user: viewer('Kim'), amount: 5, currency: 'EUR' } },
  {
    type: 'channel.redeemed',
    data: {
      redemptionId: 'r-1',
      user: viewer('Lea'),
      reward: { id: 'w', title: 'Light a lantern', cost: 300 },
    },
  },
  { type: 'channel.updated', data: { title: 'The windmill', category: 'The Drowned Orchard' } },
].map((one, at) => ({ ...one, platform: 'twitch', channel: 'ann', key: `told-${at}` }))

describe.runIf(wantsPeers)('a stream on the page', () => {
  const dock = dockWorld()
  beforeAll(async () => {
    const { stage } = dock
    for (const one of TOLD) await stage.tell(one)
    for (const platform of ['twitch', 'youtube', 'kick']) {
      for (const at of [1, 2, 3])
        await stage.line(`about the tower ${at}`, { platform, user: `V${at}` })
    }
  })

  it('is told as a list of what happened, of one kind on asking, each opened by a click', async () => {
    const { page } = await dock.open()
    const list = page.locator('[data-view=events]')
    for (const words of [
      'Fay',
      '14 months',
      events.gifts(5),
      events.viewers(180),
      events.bits(700),
      /Kim €5/,
      'Light a lantern',
      'The windmill',
    ]) {
      await list.getByText(words).first().waitFor()
    }
    await list.getByLabel(events.kind).selectOption({ label: events.kinds.raid.word })
    await expect.poll(() => list.locator('[data-event]').count()).toBe(1)
    await list.locator('[data-event] button').first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Ivy').first().waitFor()
    await dialog.getByText(texts.why.phases.told).waitFor()
  })

  it('has totals', async () => {
    const { page } = await dock.open()
    const totals = page.locator(`[aria-label="${events.totals}"]`)
    await totals.waitFor()
    const said = () => totals.innerText().then(text => text.replaceAll(/\s+/g, ' '))
    await expect.poll(said).toMatch(/9 messages|messages 9/)
    expect(await said()).toMatch(/700/)
    expect(await said()).toMatch(/180/)
  })

  it('is searched for words and names, and a line that was found opens', async () => {
    const { page } = await dock.open({ width: 400 })
    await page.getByRole('tab', { name: search.title }).click()
    const view = page.locator('[data-view=search]')
    await view.getByLabel(search.words).fill('tower 2')
    await page.keyboard.press('Enter')
    await view.getByText(search.found(3, 100)).waitFor()
    await view.getByRole('button', { name: 'about the tower 2' }).first().click()
    await page.getByRole('dialog').getByText('about the tower 2').first().waitFor()
    await page.keyboard.press('Escape')
    await view.getByLabel(search.words).fill('nobody said this')
    await page.keyboard.press('Enter')
    await view.getByText(search.none).waitFor()
  })

  it('is drawn as curves, whose values are read as a table, too', async () => {
    const { page } = await dock.open()
    const view = page.locator('[data-view=curves]')
    await view.locator('canvas').first().waitFor()
    expect(await view.getByRole('img').count()).toBeGreaterThan(0)
    await view.getByRole('button', { name: curves.asTable }).click()
    const table = view.locator('table')
    await table.waitFor()
    const heads = (await table.locator('thead th').allInnerTexts()).join(' ')
    for (const platform of ['Twitch', 'YouTube', 'Kick']) expect(heads).toContain(platform)
    await expect
      .poll(async () => (await table.locator('tbody tr').allInnerTexts()).join(' '))
      .toMatch(/\b9\b[\s\S]*\b3\b[\s\S]*\b3\b[\s\S]*\b3\b/)
    expect([...(await misfits(page)), ...(await barriers(page))]).toEqual([])
  })

  it('marks a reload on its curves', async () => {
    const { page } = await dock.open()
    const { instance } = dock
    instance.edit({ ...dock.config, uses: [...dock.config.uses, 'simulator({ rate: 0.01 })'] })
    await instance.run.next('reloaded')
    const view = page.locator('[data-view=curves]')
    await expect.poll(() => view.innerText()).toMatch(/reload/i)
    const told = page.locator('[data-view=events] [data-event]')
    await told.filter({ hasText: events.kinds.reload.word }).first().waitFor()
  })

  it('is listed with its length, title, totals and curves', async () => {
    const { page } = await dock.open({ width: 280 })
    await page.getByRole('tab', { name: streams.title }).click()
    const view = page.locator('[data-view=streams]')
    await view.getByText('The windmill').first().waitFor()
    await view.getByText(streams.live).first().waitFor()
    await view.locator('[data-session] button').first().click()
    await view.getByText(streams.names.peak).waitFor()
    await view.locator('canvas').first().waitFor()
    expect([...(await misfits(page)), ...(await barriers(page))]).toEqual([])
  })
})
