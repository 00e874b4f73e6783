import { describe, expect, it } from 'vitest'
import { texts } from '../../plugins/web/page/texts.ts'
import { dockWorld } from '../support/browser/dock-world.ts'
import { barriers, misfits } from '../support/browser/inspect.ts'
import { SAID, TITLES, type Written, writeStreams } from '../support/browser/past-streams.ts'
import type { Page } from '../support/browser/playwright.ts'
import { wantsPeers } from '../support/peers/suites.ts'

const { curves, search, streams } = texts
const [pastFirst, pastLast] = TITLES.past
const [liveFirst, liveLast] = TITLES.live

/** How many pixels of the first chart have the colour of a custom property, or nearly. */
const painted = (page: Page, property: string) =>
  page.evaluate(`(() => {
    const canvas = document.querySelector('[data-view=curves] canvas')
    const plot = document.querySelector('[data-view=curves] .curves-plot')
    const hex = getComputedStyle(plot).getPropertyValue('${property}').trim()
    const wanted = [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16))
    const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height })
    const drawn = copy.getContext('2d', { willReadFrequently: true })
    drawn.drawImage(canvas, 0, 0)
    const { data } = drawn.getImageData(0, 0, copy.width, copy.height)
    let found = 0
    for (let at = 0; at < data.length; at += 4)
      if (data[at + 3] > 250 && wanted.every((value, of) => Math.abs(value - data[at + of]) < 3)) found++
    return found
  })()`) as Promise<number>

const seen = (page: Page, view: string, title: string, width = 1280) => {
  if (width < 700) return page.getByRole('tab', { name: title }).click()
  return page.locator(`[data-view=${view}]`).scrollIntoViewIfNeeded()
}

describe.runIf(wantsPeers)('a stream behind which lies another', () => {
  let written: Written = { past: 0, live: 0 }
  const dock = dockWorld({
    before: async folder => {
      written = await writeStreams(folder)
    },
  })

  it.each(['dark', 'light'] as const)('has the one before as a pale area: %s', async scheme => {
    const { page } = await dock.open({ scheme })
    const view = page.locator('[data-view=curves]')
    await view.locator('canvas').first().waitFor()
    await seen(page, 'curves', curves.title)
    const legend = view.locator('.curves-legend li').filter({ hasText: curves.names.before })
    await expect.poll(() => legend.innerText()).toMatch(/\d/)
    await expect.poll(() => painted(page, '--curve-before-area')).toBeGreaterThan(1_000)
    expect(await painted(page, '--curve-all')).toBeGreaterThan(50)
  })

  it('has it as a column of the table, minute by minute', async () => {
    const { page } = await dock.open({ width: 400 })
    await seen(page, 'curves', curves.title, 400)
    const view = page.locator('[data-view=curves]')
    await view.getByRole('button', { name: curves.asTable }).click()
    const heads = await view.locator('thead th').allInnerTexts()
    const column = heads.indexOf(curves.names.before)
    expect(column).toBeGreaterThan(0)
    // The first minute of both: 11 messages today, 7 yesterday.
    const first = view.locator('tbody tr').last()
    const cells = (await first.innerText()).split('\t')
    expect(cells[heads.indexOf(curves.names.all)]).toBe('11')
    expect(cells[column]).toBe('7')
    expect([...(await misfits(page)), ...(await barriers(page))]).toEqual([])
  })

  it('tells its platforms apart by name, colour and dashes', async () => {
    const { page } = await dock.open()
    const view = page.locator('[data-view=curves]')
    await view.locator('canvas').first().waitFor()
    const samples = (await page.evaluate(`[...document.querySelectorAll(
      '[data-view=curves] figure:first-of-type .curves-legend li')].map(item => ({
        name: item.innerText.replace(/[\\d–\\s]+$/, ''),
        stroke: item.querySelector('line').getAttribute('stroke'),
        dashes: item.querySelector('line').getAttribute('stroke-dasharray'),
      }))`)) as { name: string; stroke: string; dashes: string }[]
    const platforms = samples.filter(({ name }) => /Twitch|YouTube|Kick/.test(name))
    expect(platforms).toHaveLength(3)
    expect(new Set(platforms.map(({ stroke }) => stroke)).size).toBe(3)
    expect(new Set(platforms.map(({ dashes }) => dashes)).size).toBe(3)
  })

  it('marks an outage with its end, a reload, and the begin, in words as well', async () => {
    const { page } = await dock.open()
    const marks = page.locator('[data-view=curves] .curves-marks')
    await expect.poll(() => marks.innerText()).toMatch(/config reloaded: restarted chat-bot/)
    const said = await marks.innerText()
    expect(said).toMatch(/stage: the server closed the connection, until/)
    expect(said).toContain('live on Twitch')
    expect(said).toMatch(/▼\s*stream dropped on Twitch, until/)
  })

  it('has viewers and mood, where they are told, as curves and in the table', async () => {
    const { page } = await dock.open()
    const view = page.locator('[data-view=curves]')
    await view.locator('canvas').nth(2).waitFor()
    const legend = view.locator('.curves-legend')
    await expect.poll(async () => (await legend.allInnerTexts()).join(' ')).toMatch(/viewers 123/)
    await legend.getByText(curves.names.moodValue).waitFor()
    await view.getByRole('button', { name: curves.asTable }).click()
    const heads = await view.locator('thead th').allInnerTexts()
    const cells = (await view.locator('tbody tr').last().innerText()).split('\t')
    expect(cells[heads.indexOf(curves.names.viewers)]).toBe('100')
    expect(cells[heads.indexOf(curves.names.mood)]).toBe('0.5')
  })

  it('is listed before it, each with its titles, length, totals, peak and curves', async () => {
    const { page } = await dock.open({ width: 280 })
    await seen(page, 'streams', streams.title, 280)
    const items = page.locator('[data-view=streams] [data-session]')
    await expect.poll(() => items.count()).toBe(2)
    const [today, yesterday] = [items.nth(0), items.nth(1)]
    expect(await today.innerText()).toContain(liveLast)
    expect(await today.innerText()).toContain(streams.live)
    expect(await yesterday.innerText()).toContain(streams.brief(streams.length(40 * 60_000), 669))
    await today.locator('button').first().click()
    await today.getByText(`${streams.titlesBefore} ${liveFirst}`).waitFor()
    await yesterday.locator('button').first().click()
    await yesterday.getByText(`${streams.titlesBefore} ${pastFirst}`).waitFor()
    await yesterday.getByText(/per minute at/).waitFor()
    await yesterday.locator('canvas').first().waitFor()
    expect(await yesterday.innerText()).toContain(pastLast)
    expect([...(await misfits(page)), ...(await barriers(page))]).toEqual([])
  })

  it('has its recap: each sentence as text, with the messages it rests on', async () => {
    const { page } = await dock.open({ width: 280 })
    await seen(page, 'streams', streams.title, 280)
    const items = page.locator('[data-view=streams] [data-session]')
    await expect.poll(() => items.count()).toBe(2)
    await items.nth(0).locator('button').first().click()
    const yesterday = items.nth(1)
    await yesterday.locator('button').first().click()
    const recap = yesterday.getByRole('region', { name: streams.recap.title })
    await recap.getByText(SAID.happened).waitFor()
    const said = await recap.innerText()
    expect(said).toContain(streams.recap.kinds.questions)
    expect(said).toContain(SAID.joke)
    expect(said).toContain(streams.recap.written('llama3.2', 600, 669))
    expect(await page.evaluate('globalThis.hacked')).toBeUndefined()
    expect([...(await misfits(page)), ...(await barriers(page))]).toEqual([])
    // The one that runs has none yet.
    expect(await page.getByRole('region', { name: streams.recap.title }).count()).toBe(1)
    await recap
      .getByRole('button', { name: streams.recap.moment(2, 2) })
      .first()
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('which ladder?').first().waitFor()
  })

  it('is searched with it, and a message of yesterday says its day', async () => {
    const { page } = await dock.open({ width: 400 })
    await seen(page, 'search', search.title, 400)
    const view = page.locator('[data-view=search]')
    await view.getByLabel(search.words).fill('soup first')
    await page.keyboard.press('Enter')
    await view.getByText(search.found(100, 100)).waitFor()
    await view.getByLabel(search.words).fill('soup viewer7')
    const inBerlin = { timeZone: 'Europe/Berlin', day: 'numeric', month: 'short' } as const
    const day = new Date(written.past).toLocaleDateString('en-GB', inBerlin)
    // Older messages are indexed after the start, and the page says so.
    const found = async () => {
      await page.keyboard.press('Enter')
      return view.locator('time').filter({ hasText: day }).count()
    }
    await expect.poll(found, { timeout: 30_000, interval: 500 }).toBeGreaterThan(0)
  })
})

describe.runIf(wantsPeers)('a stream whose messages a full journal deleted', () => {
  const dock = dockWorld({ before: folder => writeStreams(folder, { isFull: true }) })

  it('keeps its totals, and says why it has no curves', async () => {
    const { page } = await dock.open({ width: 400 })
    await seen(page, 'streams', streams.title, 400)
    const yesterday = page.locator('[data-view=streams] [data-session]').nth(1)
    await yesterday.locator('button').first().click()
    await yesterday.getByText(streams.noCurves).waitFor()
    expect(await yesterday.innerText()).toContain('669')
    expect([...(await misfits(page)), ...(await barriers(page))]).toEqual([])
  })
})
