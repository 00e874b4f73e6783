import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { texts } from '../../plugins/web/page/texts.ts'
import { dockWorld } from '../support/browser/dock-world.ts'
import type { Page } from '../support/browser/playwright.ts'
import { startTrouble } from '../support/browser/trouble.ts'
import { ROOT } from '../support/packages/tools.ts'
import { wantsPeers } from '../support/peers/suites.ts'

// `PROMETHEAN_PICTURES=1 npm run test:peers -- browser` draws the pictures of the docs anew.
const FOLDER = join(ROOT, 'docs', 'pictures')
const isWanted = process.env.PROMETHEAN_PICTURES === '1'

const LINES = [
  ['MossyKettle', 'twitch', 'good evening, kettle is on', ['moderator']],
  ['Juniper Falls', 'youtube', 'the new lamps look lovely', ['moderator']],
  ['kitefuel', 'kick', 'first time on time, lets goooo', ['vip']],
  ['PixelThistle', 'twitch', 'did we ever find the second key?', ['subscriber']],
  ['QuillAndCog', 'twitch', 'under the salt stairs, two streams ago', []],
  ['Captain Crumpet', 'youtube', 'I was told there would be ladders', ['subscriber']],
  ['VelvetComet', 'kick', 'moth boss tonight or riot (politely)', ['subscriber']],
  ['saltlampsage', 'twitch', 'take the lantern this time, please', ['vip', 'subscriber']],
  ['Rosa Tangent', 'youtube', 'ערב טוב לכולם', []],
  ['OtterParade', 'twitch', 'what time does the windmill open?', ['subscriber']],
] as const

async function picture(page: Page, name: string): Promise<void> {
  // What fades in has done so; what turns for ever is not waited for.
  await page.evaluate(`Promise.allSettled(document.getAnimations()
    .filter(one => one.effect?.getComputedTiming().iterations !== Infinity).map(one => one.finished))`)
  expect(await page.locator('[data-connection=open]').count()).toBe(1)
  if (!isWanted) return
  await mkdir(FOLDER, { recursive: true })
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' })
}

describe.runIf(wantsPeers)('the pictures of the docs', () => {
  const dock = dockWorld()

  it('show the dock, the dashboard, and why a line did what it did', async () => {
    const { stage } = dock
    const told = { platform: 'twitch', channel: 'ann' }
    const user = { id: 'fern', name: 'fern', displayName: 'maplefern', roles: [], badges: [] }
    const stream = { streamId: 's-1', title: 'Lamplight and ladders', startedAt: new Date() }
    await stage.tell({ type: 'stream.online', data: stream, key: 's-1', ...told })
    await stage.tell({
      type: 'channel.updated',
      data: { title: stream.title, category: 'The Drowned Orchard' },
      ...told,
    })
    for (const [name, platform, text, roles] of LINES)
      await stage.line(text, { user: name, platform, roles })
    await stage.tell(
      { type: 'channel.followed', data: { user }, key: 'f-1', ...told },
      { type: 'channel.gifted', data: { user, count: 5, tier: '1000' }, key: 'g-1', ...told },
      { type: 'channel.raided', data: { from: user, viewers: 84 }, key: 'r-1', ...told },
    )
    await stage.cue({ ask: 'title', text: 'Lamplight and ladders: up the windmill' })
    const last = LINES.at(-1)?.[2] ?? ''
    for (const scheme of ['dark', 'light'] as const) {
      const { page } = await dock.open({ scheme })
      await page.getByText(last).first().waitFor()
      await picture(page, `dashboard-${scheme}`)
    }
    const { page } = await dock.open({ width: 400, height: 700 })
    await page.getByText(last).first().waitFor()
    await picture(page, 'dock')
    await page.getByRole('listbox', { name: texts.chat.lines }).getByText(last).click()
    await page.getByRole('dialog').getByText(texts.why.phases.told).waitFor()
    await picture(page, 'why')
  })

  it('show trouble', async () => {
    const trouble = await startTrouble()
    try {
      trouble.silence()
      await trouble.stage.line('is anybody there?')
      const { page } = await dock.open({ width: 400, height: 700 }, trouble.instance.url)
      await page.getByRole('tab', { name: new RegExp(texts.health.title) }).click()
      await page.getByText(texts.health.states.stale).first().waitFor()
      await picture(page, 'trouble')
      // It is ended before its page is closed.
      dock.expectFaults(/ERR_CONNECTION_REFUSED/)
      dock.expectHosts(`127.0.0.1:${trouble.instance.port}`)
    } finally {
      await trouble.end()
    }
  })
})
