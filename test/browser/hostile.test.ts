import { describe, expect, it } from 'vitest'
import { texts } from '../../plugins/web/page/texts.ts'
import { dockWorld } from '../support/browser/dock-world.ts'
import type { Page } from '../support/browser/playwright.ts'
import { wantsPeers } from '../support/peers/suites.ts'

const SCRIPTS = [
  '<img src=x onerror="globalThis.hacked=1">',
  '<svg onload="globalThis.hacked=1"></svg>',
  '"><script>globalThis.hacked=1</script>',
  'javascript:globalThis.hacked=1',
  '{{globalThis.hacked=1}}',
]
const lineOf = (page: Page, text: string) =>
  page
    .getByRole('listbox', { name: texts.chat.lines })
    .getByRole('option')
    .filter({ hasText: text })
    .last()

// What the page is made of besides pictures of emotes and our own signs.
const FOREIGN = `[...document.querySelectorAll('script, iframe, object, embed, link, img, style, base, a[href]')]
  .filter(one => !(one.tagName === 'SCRIPT' && one.src === location.origin + '/page.js')
    && !(one.tagName === 'LINK' && one.href.startsWith(location.origin + '/')) && !one.matches('img.chat-emote'))
  .map(one => one.outerHTML)`

describe.runIf(wantsPeers)('what viewers write, on the page', () => {
  const dock = dockWorld({ uses: [] })

  it.each(SCRIPTS)('is text wherever it is shown, never markup: %s', async script => {
    const { page } = await dock.open()
    const { stage } = dock
    const user = {
      id: `id ${script}`,
      name: script,
      displayName: script,
      color: script,
      roles: [],
      badges: [{ name: script, version: script }],
    }
    const told = { platform: 'twitch', channel: 'ann' }
    const key = String(Math.random())
    await stage.tell(
      {
        type: 'chat.message',
        key,
        ...told,
        data: {
          messageId: key,
          text: `${script} in chat`,
          user,
          reply: { messageId: 'x', text: script, user },
        },
      },
      {
        type: 'channel.subscribed',
        key: `s-${key}`,
        ...told,
        data: { user, tier: script, months: 2, isResub: true, text: script },
      },
      {
        type: 'channel.redeemed',
        key: `r-${key}`,
        ...told,
        data: {
          redemptionId: `r-${key}`,
          user,
          reward: { id: script, title: script, cost: 1 },
          text: script,
        },
      },
      {
        type: 'channel.updated',
        ...told,
        data: { title: `${script} as a title`, category: script },
      },
      { type: 'obs.scene.changed', platform: 'obs', data: { scene: `${script} ${key}` } },
    )
    await stage.cue({ ask: 'title', text: `${script} to approve`, within: '20s' })
    await stage.cue({ trouble: `${script} in trouble` })
    await page.getByText(`${script} to approve`).first().waitFor()
    await page.getByText(`${script} in trouble`).first().waitFor()
    await page.getByText(`${script} as a title`).first().waitFor()
    await lineOf(page, `${script} in chat`).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(texts.why.phases.told).waitFor()
    for (const fold of [texts.viewer.title, texts.moment.title])
      await dialog.getByText(fold).click()
    await dialog.getByText(`${script} in chat`).first().waitFor()
    expect(await page.evaluate('globalThis.hacked ?? "nothing happened"')).toBe('nothing happened')
    expect(await page.evaluate(FOREIGN)).toEqual([])
    await stage.cue({ trouble: null })
  })

  it('is a picture only for an emote id of the platform, and only from its own host', async () => {
    dock.expectHosts('static-cdn.jtvnw.net')
    const { page, asked } = await dock.open()
    const ids = [
      '25',
      '../../evil',
      '25/../../x',
      '//evil.example/1',
      'https://evil.example/x.png',
      '25?x=1',
      '%2e%2e%2f',
      '25#',
      '',
    ]
    const text = ids.map((_, at) => `emote${at}`).join(' ')
    const emotes = ids.map((id, at) => ({ id, name: `emote${at}`, start: at * 7, end: at * 7 + 5 }))
    await dock.stage.line(text, { emotes })
    const line = lineOf(page, 'emote8')
    await line.waitFor()
    await expect
      .poll(() => asked.filter(url => !url.includes('127.0.0.1')))
      .toEqual(['https://static-cdn.jtvnw.net/emoticons/v2/25/default/dark/1.0'])
    expect(await line.locator('img').count()).toBe(1)
    expect(await line.locator('img').getAttribute('alt')).toBe('emote0')
  })

  it('turns nothing around: a name or line from right to left stays within itself', async () => {
    // The emote of the test before is still in sight.
    dock.expectHosts('static-cdn.jtvnw.net')
    const { page } = await dock.open({ width: 400 })
    await dock.stage.line('\u202eevil\u202e turned', { user: '\u202eAnna' })
    await dock.stage.line('the next line', { user: 'Plain' })
    const line = lineOf(page, 'the next line')
    await line.waitFor()
    const direction = `getComputedStyle(document.querySelectorAll('.chat-line')[document.querySelectorAll('.chat-line').length - 1]).direction`
    expect(await page.evaluate(direction)).toBe('ltr')
    expect(await line.innerText()).toContain('Plain')
  })
})
