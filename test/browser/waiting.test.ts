import { describe, expect, it } from 'vitest'
import { texts } from '../../plugins/web/page/texts.ts'
import { dockWorld, tokenOf } from '../support/browser/dock-world.ts'
import { barriers, misfits } from '../support/browser/inspect.ts'
import type { Locator, Page } from '../support/browser/playwright.ts'
import { wantsPeers } from '../support/peers/suites.ts'

const { waiting } = texts

// What a streamer's programs can do.
const ANYTHING = `
import { Actions, definePlugin, StreamControl } from 'promethean'
export default definePlugin({
  name: 'anything',
  provides: [Actions, StreamControl],
  setup: ({ provide }) => {
    const nothing = async () => undefined
    provide(Actions, { run: nothing })
    provide(StreamControl, { start: nothing, stop: nothing, scene: nothing, show: nothing, text: nothing })
  },
})
`

function shownArgs(args: object): string {
  return JSON.stringify(args).replace('\u200B', '\\u{200b}')
}

describe.runIf(wantsPeers)('what waits for approval, on the page', () => {
  const act = "['say', 'title', 'action', 'scene', 'setText', 'timeout', 'delete']"
  const dock = dockWorld({
    uses: [
      'restreamFilter()',
      `plugins.mcp({ act: ${act}, budget: { perMinute: 60 } })`,
      'anything()',
    ],
    imports: "import anything from './anything.ts'",
    files: { 'anything.ts': ANYTHING },
  })
  /** An agent asks, as over the door of agents. */
  const asks = async (tool: string, input: object) => {
    const headers = {
      authorization: `Bearer ${tokenOf(dock.instance)}`,
      'content-type': 'application/json',
    }
    const body = JSON.stringify({ agent: 'claude-ai 0.1', tool, input })
    const api = `http://127.0.0.1:${dock.instance.port}/api/agentCall`
    const answer = await fetch(api, { method: 'POST', headers, body })
    expect(await answer.json()).toMatchObject({ value: { status: 'waiting' } })
  }
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
    await asks('chat_say', { text: 'Welcome, raiders', platform: 'twitch', reason: 'a raid came' })
    const item = itemOf(page, 'Welcome, raiders')
    await item.getByText(waiting.asks('claude-ai 0.1', 'message')).waitFor()
    await item.getByText('a raid came').waitFor()
    await press(item, waiting.approve)
    await decided('say twitch - Welcome, raiders')
    await item.waitFor({ state: 'detached' })
  })

  it('shows all that an agent would send, at every width, and keeps nobody out', async () => {
    const line = {
      ...{ messageId: 'moth-1', text: 'which \u202Eemag\u202C is this?' },
      user: { id: '9', name: 'cleo', displayName: 'Cléo', roles: [] },
    }
    await dock.stage.tell({
      type: 'chat.message',
      data: line,
      key: 'moth-1',
      platform: 'twitch',
      channel: 'ann',
    })
    const id = 'twitch:chat.message:moth-1'
    const long = `${'wide '.repeat(300)}the end`
    const args = { color: 'red', note: 'unbroken'.repeat(200), hidden: 'a\u200Bb' }
    const wishes = [
      ['chat_say', { text: 'It is Chess', replyTo: id, reason: 'she asked' }],
      ['chat_say', { text: long, platform: 'kick', channel: 'ann' }],
      ['title_set', { text: 'An evening with moths' }],
      ['action_run', { name: 'Flash lights', args }],
      ['stream_control', { do: 'text', name: 'Goal', text: 'Half way' }],
      ['moderate', { do: 'timeout', user: 'spam_bot', seconds: 77, reason: 'it spams' }],
      ['moderate', { do: 'delete', id }],
    ] as const
    for (const [tool, input] of wishes) await asks(tool, input)
    for (const width of [280, 400, 1280]) {
      const { page } = await dock.open({ width })
      const tab = page.getByRole('tab', { name: waiting.title })
      await page.locator('[data-connection=open]').waitFor()
      if ((await tab.count()) > 0) await tab.click()
      await page
        .locator('[data-approval]')
        .nth(wishes.length - 1)
        .waitFor()
      const seen = await page.locator('[data-view=waiting]').innerText()
      for (const [tool, { do: _do, ...input }] of wishes.map(
        ([tool, input]) => [tool, { do: 0, ...input }] as const,
      ))
        for (const value of [tool, ...Object.values(input)])
          expect(seen).toContain(typeof value === 'object' ? shownArgs(value) : String(value))
      for (const shown of ['twitch, channel ann', 'kick, channel ann', 'through anything'])
        expect(seen).toContain(shown)
      expect(seen).toContain('Cléo (cleo): which \\u{202e}emag\\u{202c} is this?')
      expect([...(await misfits(page)), ...(await barriers(page))]).toEqual([])
    }
    const { page } = await dock.open()
    const items = page.locator('[data-approval]')
    while ((await items.count()) > 0) {
      const before = await items.count()
      await press(items.first(), waiting.drop)
      await expect.poll(() => items.count()).toBeLessThan(before)
    }
  })

  it('says where it approved what was not sent after all, and why', async () => {
    const { page } = await dock.open()
    await asks('chat_say', { text: 'see moth.example', platform: 'twitch' })
    const item = itemOf(page, 'see moth.example')
    await press(item, waiting.approve)
    await page
      .locator('[data-view=waiting]')
      .getByRole('log')
      .getByText(
        waiting.notDone('see moth.example', 'a language model wrote it, and it holds a link'),
      )
      .waitFor()
    expect((await dock.stage.left()).join()).not.toContain('moth.example')
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
