import { describe, expect, it } from 'vitest'
import { texts } from '../../plugins/web/page/texts.ts'
import { dockWorld } from '../support/browser/dock-world.ts'
import type { Locator, Page } from '../support/browser/playwright.ts'
import type { ToldEvent } from '../support/browser/stage.ts'
import { wantsPeers } from '../support/peers/suites.ts'

const { acts, chat, viewer, why } = texts
const linesOf = (page: Page) => page.getByRole('listbox', { name: chat.lines }).getByRole('option')
const lineOf = (page: Page, text: string) => linesOf(page).filter({ hasText: text }).last()
const press = (within: Page | Locator, name: string) =>
  within.getByRole('button', { name, exact: true }).click()

async function opened(page: Page, text: string): Promise<Locator> {
  await lineOf(page, text).click()
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  return dialog
}

describe.runIf(wantsPeers)('chat on the page', () => {
  const dock = dockWorld()
  const hasLeft = (what: string) => expect.poll(() => dock.stage.left()).toContain(what)
  const about = (type: string, data: object): ToldEvent => ({
    ...{ type, data, platform: 'twitch', channel: 'ann' },
  })

  it('shows each platform, roles, and who is answered', async () => {
    const { page } = await dock.open()
    const { stage } = dock
    const asked = await stage.line('when do we start?', {
      user: 'Cara',
      roles: ['moderator', 'subscriber'],
    })
    const reply = {
      messageId: asked,
      text: 'when do we start?',
      user: { id: 'id-cara', displayName: 'Cara' },
    }
    await stage.line('at eight', { user: 'Dan', platform: 'youtube', reply })
    const question = lineOf(page, 'when do we start?')
    const answer = lineOf(page, 'at eight')
    await answer.waitFor()
    expect(await question.innerText()).toContain('Cara')
    for (const role of ['moderator', 'subscriber'] as const) {
      expect(
        await question
          .locator(`[title="${chat.roles[role].word}"], [aria-label="${chat.roles[role].word}"]`)
          .count(),
      ).toBeGreaterThan(0)
    }
    expect(await answer.innerText()).toContain('↳')
  })

  it('leaves out the copies of a restream service, and shows them as copies on asking', async () => {
    const { page } = await dock.open({ width: 400 })
    const { stage } = dock
    await stage.line('good evening all', { user: 'Emil', platform: 'youtube' })
    await stage.line('[YouTube: Emil] good evening all', { user: 'RestreamBot' })
    await stage.line('after the copy')
    await lineOf(page, 'after the copy').waitFor()
    expect(await linesOf(page).filter({ hasText: '[YouTube: Emil]' }).count()).toBe(0)
    await press(page, chat.filter)
    await page.getByLabel(chat.withDropped).check()
    const copy = lineOf(page, '[YouTube: Emil]')
    await copy.waitFor()
    expect(await copy.innerText()).toContain(chat.copy('restream-filter'))
  })

  it('strikes what was deleted, and what a time-out removed', async () => {
    const { page } = await dock.open()
    const { stage } = dock
    const messageId = await stage.line('cheap followers', { user: 'spammer' })
    await stage.line('cheap viewers', { user: 'otherspam' })
    await lineOf(page, 'cheap viewers').waitFor()
    const user = { id: 'id-otherspam', name: 'otherspam', displayName: 'otherspam' }
    await stage.tell(
      about('chat.deleted', { messageId }),
      about('chat.moderated', { action: 'timeout', user, seconds: 600 }),
      about('chat.cleared', { user }),
    )
    await lineOf(page, 'cheap followers').locator('s').waitFor()
    await lineOf(page, 'cheap viewers').locator('s').waitFor()
    expect(await lineOf(page, 'cheap followers').innerText()).toContain(chat.struck.deleted)
  })

  it('is filtered by platform, name and words, and says so while nothing fits', async () => {
    const { page } = await dock.open()
    const { stage } = dock
    await stage.line('kiwi one', { user: 'Fay', platform: 'kick' })
    await stage.line('kiwi two', { user: 'Gil', platform: 'youtube' })
    await stage.line('plum three', { user: 'Gil', platform: 'youtube' })
    await lineOf(page, 'plum three').waitFor()
    await press(page, chat.filter)
    const shown = async () =>
      (await linesOf(page).allInnerTexts())
        .flatMap(text => text.match(/(?:kiwi|plum) \w+/) ?? [])
        .map(String)
    await page.getByLabel(chat.words).first().fill('kiwi')
    await expect.poll(shown).toEqual(['kiwi one', 'kiwi two'])
    await page.getByLabel(chat.user).first().fill('gil')
    await expect.poll(shown).toEqual(['kiwi two'])
    await page.getByRole('checkbox', { name: 'Kick' }).first().check()
    await page.getByText(chat.noneFit).waitFor()
    await press(page, chat.showAll)
    await expect.poll(shown).toContain('plum three')
  })

  it('answers a line, deletes it, and times its author out, with an undo', async () => {
    const { page } = await dock.open()
    const messageId = await dock.stage.line('is there a map?', { user: 'Hal' })
    const dialog = await opened(page, 'is there a map?')
    await dialog.getByLabel(acts.answerTo).fill('yes, in the lighthouse')
    await page.keyboard.press('Enter')
    await hasLeft(`say twitch ${messageId} yes, in the lighthouse`)
    await dialog.getByText(acts.sent).first().waitFor()
    await press(dialog, acts.timeout)
    await hasLeft('timeout hal 600s')
    await press(dialog, acts.undo)
    await hasLeft('untimeout hal')
    await dialog.getByText(acts.undone).waitFor()
    await press(dialog, acts.remove)
    await hasLeft(`delete ${messageId}`)
  })

  it('shows why: who told it, what the filters said, and who did nothing', async () => {
    const { page } = await dock.open()
    await dock.stage.line('tell me why', { user: 'Ivy' })
    const dialog = await opened(page, 'tell me why')
    await dialog.getByText(why.phases.told).waitFor()
    await dialog.getByText('stage').first().waitFor()
    await dialog.getByText(why.phases.judged).waitFor()
    await dialog.getByText('restream-filter').first().waitFor()
  })

  it('shows the history of a viewer', async () => {
    const { page } = await dock.open({ width: 280 })
    for (const text of ['first of three', 'second of three', 'third of three']) {
      await dock.stage.line(text, { user: 'Jon', roles: ['vip'] })
    }
    const dialog = await opened(page, 'third of three')
    await dialog.getByText(viewer.title).click()
    await dialog.getByText(viewer.lastLines).waitFor()
    await dialog.getByRole('button', { name: 'first of three' }).waitFor()
  })

  it('is read, opened and left with the keyboard alone', async () => {
    const { page } = await dock.open()
    await dock.stage.line('one by key', { user: 'Kim' })
    await dock.stage.line('two by key', { user: 'Kim' })
    await lineOf(page, 'two by key').waitFor()
    await page.getByRole('listbox', { name: chat.lines }).focus()
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('one by key').first().waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    expect(await page.evaluate('document.activeElement?.getAttribute("role")')).toBe('listbox')
  })

  it('stays where one reads while new lines come, and goes back to the newest', async () => {
    const { page } = await dock.open({ width: 400, height: 600 })
    const { stage } = dock
    await stage.tell(...Array.from({ length: 100 }, (_, at) => stage.lineOf(`early ${at}.`)))
    await lineOf(page, 'early 99.').waitFor()
    const list = page.getByRole('listbox', { name: chat.lines })
    await list.focus()
    await page.keyboard.press('Home')
    await expect
      .poll(() => page.evaluate('document.querySelector(".virtual-list").scrollTop'))
      .toBe(0)
    const [first] = await linesOf(page).allInnerTexts()
    await stage.tell(...Array.from({ length: 50 }, (_, at) => stage.lineOf(`late ${at}.`)))
    const newest = page.getByRole('button', { name: chat.newLines(50) })
    await newest.waitFor()
    expect((await linesOf(page).allInnerTexts())[0]).toBe(first)
    await newest.click()
    await lineOf(page, 'late 49.').waitFor()
  })
})

describe.runIf(wantsPeers)('why, on the page, of a line that a rule is about', () => {
  const rules = "[{ on: '!lamp', reply: 'it is lit', cooldown: '1h' }]"
  const dock = dockWorld({ uses: ['restreamFilter()', `plugins.chatBot({ rules: ${rules} })`] })

  it('shows what was said and when, or what held the rule back', async () => {
    const { page } = await dock.open()
    await dock.stage.line('!lamp', { user: 'Lea' })
    await expect.poll(async () => (await dock.stage.left()).join(' ')).toContain('it is lit')
    const answered = await opened(page, '!lamp')
    const sent = answered.locator('.why-step').filter({ hasText: why.said }).first()
    await sent.waitFor()
    expect(await sent.innerText()).toMatch(/chat-bot[\s\S]*it is lit/)
    expect(await sent.innerText()).toMatch(/later|\d:\d\d/)
    await page.keyboard.press('Escape')
    await dock.stage.line('!lamp again', { user: 'Mo' })
    const held = await opened(page, '!lamp again')
    await held.locator('.why-step').filter({ hasText: 'cooldown' }).first().waitFor()
  })
})
