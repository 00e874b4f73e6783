import { describe, expect, it } from 'vitest'
import { texts } from '../../plugins/web/page/texts.ts'
import { dockWorld, tokenOf } from '../support/browser/dock-world.ts'
import type { Locator, Page } from '../support/browser/playwright.ts'
import { wantsPeers } from '../support/peers/suites.ts'

const { waiting } = texts

describe.runIf(wantsPeers)('what waits for approval, on the page', () => {
  const dock = dockWorld({ uses: ['restreamFilter()', "plugins.mcp({ act: ['say'] })"] })
  const itemOf = (page: Page, text: string) =>
    page.locator('[data-approval]').filter({ hasText: text })
  const decided = (what: string) => expect.poll(() => dock.stage.left()).toContain(what)
  const press = (item: Locator, name: string) =>
    item.getByRole('button', { name, exact: true }).click()

  it('says who asks and how long there is, and is approved', async () => {
    const { page } = await dock.open()
    await dock.stage.cue({ ask: 'title', text: 'The windmill at night' })
    const item = itemOf(page, 'The windmill at night')
    await item.getByText(waiting.asks('stage', 'title')).waitFor()
    expect(await item.getByRole('timer').innerText()).toMatch(/^(9:\d\d|10:00)/)
    await press(item, waiting.approve)
    await decided('decided title approved')
    await item.waitFor({ state: 'detached' })
  })

  it('names the agent that asks, with its reason, and is done when approved', async () => {
    const { page } = await dock.open()
    const headers = {
      authorization: `Bearer ${tokenOf(dock.instance)}`,
      'content-type': 'application/json',
    }
    const input = { text: 'Welcome, raiders', platform: 'twitch', reason: 'a raid came' }
    const body = JSON.stringify({ agent: 'claude-ai 0.1', tool: 'chat_say', input })
    const api = `http://127.0.0.1:${dock.instance.port}/api/agentCall`
    expect((await fetch(api, { method: 'POST', headers, body })).status).toBe(200)
    const item = itemOf(page, 'Welcome, raiders')
    await item.getByText(waiting.asks('claude-ai 0.1', 'message')).waitFor()
    await item.getByText('a raid came').waitFor()
    await press(item, waiting.approve)
    await decided('say twitch - Welcome, raiders')
    await item.waitFor({ state: 'detached' })
  })

  it('is dropped', async () => {
    const { page } = await dock.open()
    await dock.stage.cue({ ask: 'answer', text: 'No, thank you' })
    const item = itemOf(page, 'No, thank you')
    await press(item, waiting.drop)
    await decided('decided answer dropped')
    await item.waitFor({ state: 'detached' })
  })

  it('is changed with the keyboard alone, and the plugin gets the new text', async () => {
    const { page } = await dock.open({ width: 400 })
    await page.getByRole('tab', { name: waiting.title }).click()
    await dock.stage.cue({ ask: 'slogan', text: 'To be changd' })
    const item = itemOf(page, 'To be changd')
    await item.getByRole('button', { name: waiting.change }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+A')
    await page.keyboard.type('  changed by me ')
    await page.keyboard.press('Enter')
    await decided('revised changed by me')
    await decided('decided slogan approved')
  })

  it('of two docks the first one wins, and both say so', async () => {
    const [one, other] = await Promise.all([dock.open(), dock.open({ width: 400 })])
    await other.page.getByRole('tab', { name: waiting.title }).click()
    await dock.stage.cue({ ask: 'race', text: 'Who is first?' })
    const [mine, theirs] = [itemOf(one.page, 'Who is first?'), itemOf(other.page, 'Who is first?')]
    await Promise.all([mine.waitFor(), theirs.waitFor()])
    const outcomes = await Promise.allSettled([
      press(mine, waiting.approve),
      press(theirs, waiting.drop),
    ])
    expect(outcomes.length).toBe(2)
    await expect
      .poll(async () => (await dock.stage.left()).filter(one => one.startsWith('decided race')))
      .toHaveLength(1)
    await Promise.all([mine.waitFor({ state: 'detached' }), theirs.waitFor({ state: 'detached' })])
    for (const { page } of [one, other]) {
      await page
        .locator('[data-view=waiting]')
        .getByRole('log')
        .getByText('Who is first?')
        .waitFor()
    }
  })

  it('is gone from the page when the time is up', async () => {
    const { page } = await dock.open()
    await dock.stage.cue({ ask: 'late', text: 'Nobody decides', within: '3s' })
    const item = itemOf(page, 'Nobody decides')
    await item.waitFor()
    await decided('decided late expired')
    await item.waitFor({ state: 'detached' })
  })
})
