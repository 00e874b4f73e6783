import { describe, expect, it } from 'vitest'
import { texts } from '../../plugins/web/page/texts.ts'
import { dockWorld, tokenOf } from '../support/browser/dock-world.ts'
import { addressOf } from '../support/browser/instance.ts'
import type { Page } from '../support/browser/playwright.ts'
import { wantsPeers } from '../support/peers/suites.ts'
import { freePort } from '../support/process/child.ts'
import { runProcess } from '../support/process/promethean.ts'

// A socket that is refused is an error for Chromium's console.
const NO_SERVER = /WebSocket connection to 'ws:.*' failed|net::ERR_/
const PATIENTLY = { timeout: 30_000 }

const linesOf = (page: Page) =>
  page.getByRole('listbox', { name: texts.chat.lines }).getByRole('option')
const isOpen = (page: Page, wait = PATIENTLY) =>
  page.locator('[data-connection=open]').waitFor(wait)

describe.runIf(wantsPeers)('the page and an instance that comes and goes', () => {
  const dock = dockWorld()

  it('says within 3 s that it is gone, and what to do; is back by itself, with each line once and in order', async () => {
    dock.expectFaults(NO_SERVER)
    const { page } = await dock.open()
    await isOpen(page)
    await dock.stage.line('before it stops')
    await linesOf(page).filter({ hasText: 'before it stops' }).waitFor()
    await page.evaluate(`new MutationObserver(() => {
      globalThis.goneAt ??= document.querySelector('[data-connection=gone]') ? Date.now() : undefined
    }).observe(document.body, { subtree: true, attributes: true, childList: true })`)
    const stoppedAt = Date.now()
    await dock.instance.kill()
    await expect.poll(() => page.evaluate('globalThis.goneAt ?? 0'), PATIENTLY).toBeGreaterThan(0)
    expect(Number(await page.evaluate('globalThis.goneAt')) - stoppedAt).toBeLessThan(3_000)
    const [gone = ''] = texts.connection.goneSince('').split(';')
    await page.getByText(gone).first().waitFor()
    await page.getByText('promethean run').first().waitFor()
    await dock.instance.restart()
    // Said before the page may be connected again.
    for (const at of [1, 2, 3, 4, 5]) await dock.stage.line(`in between ${at}`)
    await isOpen(page)
    await dock.stage.line('after it is back')
    await linesOf(page).filter({ hasText: 'after it is back' }).waitFor()
    const shown = await linesOf(page).allInnerTexts()
    const said = shown.flatMap(
      text => text.match(/before it stops|in between \d|after it is back/) ?? [],
    )
    expect(said.map(String)).toEqual([
      'before it stops',
      ...[1, 2, 3, 4, 5].map(at => `in between ${at}`),
      'after it is back',
    ])
  })

  it('says so within 3 s if the instance hangs, too, and is back when it goes on', async () => {
    const { page } = await dock.open()
    await isOpen(page)
    await page.evaluate(`new MutationObserver(() => {
      globalThis.goneAt ??= document.querySelector('[data-connection=gone]') ? Date.now() : undefined
    }).observe(document.body, { subtree: true, attributes: true, childList: true })`)
    const frozenAt = Date.now()
    dock.instance.run.signal('SIGSTOP')
    try {
      await expect.poll(() => page.evaluate('globalThis.goneAt ?? 0'), PATIENTLY).toBeGreaterThan(0)
      expect(Number(await page.evaluate('globalThis.goneAt')) - frozenAt).toBeLessThan(3_500)
    } finally {
      dock.instance.run.signal('SIGCONT')
    }
    await isOpen(page)
  })

  it('says where the page has moved, and comes back if it moves back', async () => {
    dock.expectFaults(NO_SERVER)
    const { page } = await dock.open()
    await isOpen(page)
    const port = await freePort()
    dock.instance.edit({ ...dock.config, port })
    const address = `http://127.0.0.1:${port}/`
    const link = page.getByRole('link', { name: texts.connection.open(address) })
    await link.waitFor()
    expect(await link.getAttribute('href')).toBe(`${address}#${tokenOf(dock.instance)}`)
    await page.getByText(texts.connection.movedToTodo).waitFor()
    dock.instance.edit(dock.config)
    await isOpen(page)
    expect(await link.count()).toBe(0)
  })

  it('says that a token is not known, and asks for it no more', async () => {
    dock.expectFaults(NO_SERVER)
    const { page, asked } = await dock.open(
      {},
      `http://127.0.0.1:${dock.instance.port}/#not-a-token`,
    )
    await page.locator('[data-connection=refused]').waitFor()
    await page.getByRole('alert').getByText('promethean dock').waitFor()
    const before = asked.length
    await page.clock.install()
    await page.clock.runFor(60_000)
    expect(asked).toHaveLength(before)
  })

  it('says what to do without a token', async () => {
    const { page } = await dock.open({}, `http://127.0.0.1:${dock.instance.port}/`)
    await page.getByText('promethean dock').waitFor()
    expect(await page.locator('[data-connection=open]').count()).toBe(0)
  })

  it('shows within moments that its token was revoked', async () => {
    const { file } = dock.instance.project
    const url = await addressOf(dock.instance.project, '--token', 'tablet')
    const { page } = await dock.open({}, url)
    await isOpen(page)
    await runProcess(['dock', '--revoke', 'tablet', '--config', file])
    await page.locator('[data-connection=refused]').waitFor()
    expect(await page.getByRole('alert').innerText()).toContain('promethean dock')
  })

  it('reloads itself once the server is of another version', async () => {
    const { page } = await dock.open()
    await isOpen(page)
    await page.evaluate('globalThis.isOld = true')
    let isOther = true
    await page.routeWebSocket(/\/socket$/, route => {
      const server = route.connectToServer()
      route.onMessage(message => server.send(message))
      server.onMessage(message => {
        route.send(isOther ? message.replace(/"version":"[^"]*"/, '"version":"9.9.9"') : message)
        isOther = false
      })
    })
    // It connects again, and through the route.
    await dock.instance.restart()
    await expect.poll(() => page.evaluate('globalThis.isOld ?? false'), PATIENTLY).toBe(false)
    await isOpen(page)
    dock.expectFaults(NO_SERVER)
  })

  // All of them are compiled and drawn on the cores of this computer.
  it('works in twelve pages of one browser at once', { timeout: 180_000 }, async () => {
    const pages = await Promise.all(Array.from({ length: 12 }, () => dock.open({ width: 400 })))
    await Promise.all(pages.map(({ page }) => isOpen(page, { timeout: 120_000 })))
    await dock.stage.line('to all twelve')
    await Promise.all(
      pages.map(({ page }) => linesOf(page).filter({ hasText: 'to all twelve' }).waitFor()),
    )
    await pages[0]?.page.keyboard.press('F8')
    await Promise.all(
      pages.map(({ page }) => page.getByRole('button', { name: texts.output.allow }).waitFor()),
    )
    await pages[11]?.page.getByRole('button', { name: texts.output.allow }).click()
    await Promise.all(
      pages.map(({ page }) => page.getByRole('button', { name: texts.output.stop }).waitFor()),
    )
  })

  it('shows the token nowhere but in the address that was opened', async () => {
    const { page } = await dock.open()
    await isOpen(page)
    expect(await page.evaluate<string>('document.documentElement.outerHTML')).not.toContain(
      tokenOf(dock.instance),
    )
    const kept = '[document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage)]'
    expect(await page.evaluate(kept)).toEqual(['', '{}', '{}'])
  })
})
