import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { texts } from '../../plugins/web/page/texts.ts'
import { startChromium } from '../support/browser/chromium.ts'
import { barriers, misfits } from '../support/browser/inspect.ts'
import type { Browser, Page } from '../support/browser/playwright.ts'
import { startTrouble, type Troubled } from '../support/browser/trouble.ts'
import { type Look, type WatchedPage, watch } from '../support/browser/watched.ts'
import { wantsPeers } from '../support/peers/suites.ts'

describe.runIf(wantsPeers)('trouble on the page', () => {
  let browser: Browser
  let world: Troubled
  let watched: WatchedPage
  let page: Page

  const open = (look?: Look) => watch(browser, world.instance.url, look)
  beforeAll(async () => {
    world = await startTrouble()
    browser = await startChromium()
    watched = await open()
    page = watched.page
  })
  afterAll(async () => {
    await browser?.close()
    await world?.end()
  })

  const rowOf = (id: string) => page.locator(`[data-view=health] [data-plugin="${id}"]`)
  /** The state of a plugin: its word, that there is a sign, and its colour by level. */
  const stateOf = async (id: string) => ({
    state: await rowOf(id).getAttribute('data-state'),
    level: await rowOf(id).getAttribute('data-level'),
    signs: await rowOf(id).locator('svg').count(),
  })

  it('says of each plugin how it is in a word, a colour and a sign', async () => {
    await rowOf('raid-lights').getByText(texts.health.states.failed).first().waitFor()
    expect(await stateOf('raid-lights')).toMatchObject({ state: 'failed', level: 'bad' })
    await rowOf('obs').getByText(texts.health.states.retrying).first().waitFor()
    expect((await stateOf('obs')).level).not.toBe('good')
    await expect.poll(() => rowOf('twitch-irc').innerText()).toMatch(/^twitch-irc connected/)
    expect(await stateOf('twitch-irc')).toMatchObject({ state: 'connected', level: 'good' })
    for (const id of ['raid-lights', 'obs', 'twitch-irc']) {
      expect((await stateOf(id)).signs).toBeGreaterThan(0)
    }
  })

  it('says what to do, and when it is tried again', async () => {
    await rowOf('obs').getByText('start OBS and enable its server').first().waitFor()
    await expect.poll(() => rowOf('obs').innerText()).toMatch(/next attempt at \d|trying now/)
    await rowOf('raid-lights').getByText('raid-lights.ts:7').first().waitFor()
    const top = page.locator('.top')
    expect(await top.getAttribute('data-level')).toBe('bad')
    await top.getByText(texts.verdict.failedTodo).waitFor()
  })

  it('shows a source that is silent as stale, not as connected', async () => {
    world.silence()
    // It reconnects, and may be for a moment between two states; stale is what it says of the silence.
    await rowOf('twitch-irc')
      .getByText(texts.health.states.stale)
      .first()
      .waitFor({ timeout: 60_000 })
    expect((await stateOf('twitch-irc')).level).not.toBe('good')
    expect(await rowOf('twitch-irc').innerText()).not.toMatch(/^twitch-irc connected/)
  })

  it('says that the database is away, and how many events wait for it', async () => {
    await world.stage.line('waits for the database')
    const row = page.locator('[data-consumer=mongo]')
    await expect.poll(() => row.getAttribute('data-state')).toBe('waits')
    await expect.poll(() => row.innerText()).toMatch(/lag [1-9]/)
    await rowOf('mongo').getByText('ECONNREFUSED').first().waitFor()
  })

  it('says that the last save was refused and why, and what the next one did', async () => {
    world.refuse()
    await page.locator('[data-view=health]').getByText(texts.health.refused).waitFor()
    await page.locator('[data-view=health]').getByText('two plugins have this id').waitFor()
    world.mend()
    await page.locator('[data-view=health]').getByText(texts.health.reloaded).waitFor()
  })

  it('says first, on every view, that all output is stopped or that something waits', async () => {
    const narrow = await open({ width: 280 })
    await world.command('mute')
    await narrow.page.getByText(texts.output.stopped).first().waitFor()
    await world.command('unmute')
    await narrow.page.getByRole('button', { name: texts.output.stop }).waitFor()
    await world.stage.cue({ ask: 'title', text: 'A title for tonight' })
    await narrow.page
      .getByRole('tab', { name: new RegExp(texts.waiting.title) })
      .getByText('1')
      .first()
      .waitFor()
    await narrow.close()
  })

  it.each(
    [280, 400, 1280].flatMap(
      width =>
        [
          { width, scheme: 'dark' },
          { width, scheme: 'light' },
        ] as const,
    ),
  )('fits into $width px and keeps nobody out ($scheme)', async look => {
    world.refuse()
    const narrow = await open({ width: look.width, scheme: look.scheme })
    await narrow.page.locator('[data-connection=open]').waitFor()
    const tab = narrow.page.getByRole('tab', { name: new RegExp(texts.health.title) })
    if ((await tab.count()) > 0) await tab.click()
    await narrow.page.locator('[data-plugin=obs]').first().waitFor()
    const { page: seen } = narrow
    expect([...(await misfits(seen)), ...(await barriers(seen)), ...narrow.faults]).toEqual([])
    await narrow.close()
  })

  it('has broken no policy and asked nobody else', () => {
    expect(watched.faults).toEqual([])
    const { port } = world.instance
    expect(watched.asked.filter(url => new URL(url).host !== `127.0.0.1:${port}`)).toEqual([])
  })
})
