import { afterEach, describe, expect, it } from 'vitest'
import { texts } from '../../plugins/web/page/texts.ts'
import { dockWorld } from '../support/browser/dock-world.ts'
import type { Page } from '../support/browser/playwright.ts'
import { wantsPeers } from '../support/peers/suites.ts'
import { runProcess } from '../support/process/promethean.ts'

// Repeats what it is told, as a chat bot does.
const ECHO = `
import { ChatOutput, definePlugin, inOrder } from 'promethean'

export default definePlugin({
  name: 'echo',
  needs: { chat: ChatOutput },
  setup: ({ on, ports }) =>
    on('chat.message').pipe(
      inOrder(async event => {
        if (event.data.text.startsWith('!echo ')) await ports.chat.say(event.data.text.slice(6), { to: event })
      }),
    ),
})
`
const { output, logging } = texts
const stop = (page: Page) => page.getByRole('button', { name: output.stop })
const allow = (page: Page) => page.getByRole('button', { name: output.allow })
const isOpen = (page: Page) => page.locator('[data-connection=open]').waitFor()

describe.runIf(wantsPeers)('the panic switch on the page', () => {
  const dock = dockWorld({
    uses: ['echo()', "plugins.mongo({ uri: 'mongodb://127.0.0.1:1' })"],
    imports: "import echo from './echo.ts'",
    files: { 'echo.ts': ECHO },
  })
  const isSaid = (text: string) =>
    expect.poll(async () => (await dock.stage.left()).join('\n')).toContain(text)
  afterEach(async () => {
    await runProcess(['unmute', '--config', dock.instance.project.file])
  })

  it.each(['a click', 'the key F8'])(
    'stops all output by %s, and shows what was held back',
    async how => {
      const { page } = await dock.open()
      await isOpen(page)
      await dock.stage.line('!echo before')
      await isSaid('before')
      if (how === 'a click') await stop(page).click()
      else await page.keyboard.press('F8')
      await allow(page).waitFor()
      await dock.stage.line(`!echo never said, ${how}`)
      await page.locator('[data-view=output]').getByText(`never said, ${how}`).waitFor()
      await allow(page).click()
      await stop(page).waitFor()
      await dock.stage.line(`!echo afterwards, ${how}`)
      await isSaid(`afterwards, ${how}`)
      expect((await dock.stage.left()).join('\n')).not.toContain('never said')
    },
  )

  it('is in effect within 50 ms of the press', async () => {
    const { page } = await dock.open()
    await isOpen(page)
    // From the press to the server's answer, in the page's own steady time: it includes both ways.
    await page.evaluate(`(() => {
      const send = WebSocket.prototype.send
      WebSocket.prototype.send = function (text) {
        const { id, call } = JSON.parse(text)
        if (call === 'mute') this.addEventListener('message', ({ data }) => {
          if (JSON.parse(data).id === id) globalThis.mutedAt ??= performance.now()
        })
        return send.call(this, text)
      }
      addEventListener('keydown', () => { globalThis.pressedAt ??= performance.now() }, true)
    })()`)
    const times: number[] = []
    for (let round = 0; round < 5; round++) {
      await page.evaluate('globalThis.mutedAt = globalThis.pressedAt = undefined')
      await page.keyboard.press('F8')
      await allow(page).waitFor()
      await expect.poll(() => page.evaluate('globalThis.mutedAt')).toBeDefined()
      times.push(await page.evaluate<number>('globalThis.mutedAt - globalThis.pressedAt'))
      await allow(page).click()
      await stop(page).waitFor()
    }
    // The fastest but one: a machine that does other work adds moments of its own, and one fast answer may be luck.
    times.sort((a, b) => a - b)
    console.log(
      `the panic switch was in effect after ${times.map(time => time.toFixed(1)).join(', ')} ms`,
    )
    expect(times[1]).toBeLessThan(50)
  })

  it('stops one plugin alone', async () => {
    const { page } = await dock.open({ width: 400 })
    await isOpen(page)
    await page.getByRole('tab', { name: output.title }).click()
    const row = page.locator('[data-view=output] [data-plugin=echo]')
    await row.waitFor()
    // Only what could do something outside.
    const listed = await page.locator('[data-view=output] [data-plugin]').allInnerTexts()
    expect(listed).toEqual(['stage', 'echo'])
    await row.click()
    await expect.poll(() => row.getAttribute('aria-pressed')).toBe('true')
    await page.getByText(output.someStopped('echo')).first().waitFor()
    await dock.stage.line('!echo by a stopped plugin')
    await page.locator('[data-view=output]').getByText('by a stopped plugin').waitFor()
    await row.click()
    await expect.poll(() => row.getAttribute('aria-pressed')).toBe('false')
    await dock.stage.line('!echo by a plugin that goes on')
    await isSaid('by a plugin that goes on')
    expect((await dock.stage.left()).join('\n')).not.toContain('by a stopped plugin')
  })

  it('is seen on every page, and in the terminal', async () => {
    const [one, other] = await Promise.all([dock.open(), dock.open({ width: 280 })])
    await Promise.all([isOpen(one.page), isOpen(other.page)])
    await stop(one.page).click()
    await allow(other.page).waitFor()
    const { text } = await runProcess(['status', '--config', dock.instance.project.file])
    expect(text).toContain('everything is muted')
    await runProcess(['unmute', '--config', dock.instance.project.file])
    await Promise.all([stop(one.page).waitFor(), stop(other.page).waitFor()])
  })

  it('pauses logging to MongoDB and says what that means, and resumes it', async () => {
    const { page } = await dock.open()
    await isOpen(page)
    const control = page.getByRole('switch', { name: logging.label('mongo') })
    expect(await control.getAttribute('aria-checked')).toBe('true')
    await control.click()
    await expect.poll(() => control.getAttribute('aria-checked')).toBe('false')
    const row = page.locator('[data-consumer=mongo]')
    expect(await row.getAttribute('data-state')).toBe('paused')
    await page.getByText(logging.means.slice(0, 40)).first().waitFor()
    await control.click()
    await expect.poll(() => control.getAttribute('aria-checked')).toBe('true')
  })
})
