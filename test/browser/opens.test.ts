import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startChromium } from '../support/browser/chromium.ts'
import { barriers, misfits } from '../support/browser/inspect.ts'
import type { Browser } from '../support/browser/playwright.ts'
import { wantsPeers } from '../support/peers/suites.ts'

describe.runIf(wantsPeers)('the browser of the tests', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await startChromium()
  })
  afterAll(() => browser?.close())

  it('draws what viewers write in each script with a font that has it', async () => {
    const context = await browser.newContext({})
    const page = await context.newPage()
    await page.goto('about:blank')
    // A character that no font has is drawn as a box of one width.
    const widths = `(() => {
      const draw = document.createElement('canvas').getContext('2d')
      draw.font = '40px sans-serif'
      const drawn = text => {
        draw.clearRect(0, 0, 80, 80)
        draw.fillText(text, 0, 60)
        return draw.getImageData(0, 0, 80, 80).data.join('')
      }
      draw.canvas.width = draw.canvas.height = 80
      draw.font = '40px sans-serif'
      const missing = drawn('\\u{10FFFD}')
      return [...'aé水かㅎשسไ🙂'].filter(letter => drawn(letter) === missing)
    })()`
    expect(await page.evaluate(widths)).toEqual([])
    await context.close()
  })

  it('finds what does not fit, and what keeps people out', async () => {
    const context = await browser.newContext({ viewport: { width: 280, height: 400 } })
    const page = await context.newPage()
    await page.goto('about:blank')
    await page.evaluate(`document.body.innerHTML = \`<main>
      <p><b>\${'w'.repeat(100)}</b></p>
      <div class="box"><span>\${'v'.repeat(12)}</span></div>
      <button>one</button><button class="moved">two</button>
      <input type="text">
    </main>\``)
    await page.evaluate(`(() => {
      Object.assign(document.querySelector('.box').style, { width: '50px', overflow: 'hidden' })
      document.querySelector('.moved').style.marginLeft = '-20px'
    })()`)
    const found = (await misfits(page)).join('\n')
    expect(found).toMatch(/the page scrolls sideways/)
    expect(found).toMatch(/out of the page: b\. /)
    expect(found).toMatch(/cut off: span. "v+" in div.box/)
    expect(found).toMatch(/on one another: button. "one" and button.moved "two"/)
    expect((await barriers(page)).join('\n')).toMatch(/^label: <input type="text">/m)
    await context.close()
  })

  it('opens a page', async () => {
    const server = createServer((_, answer) => {
      answer.setHeader('content-type', 'text/html').end('<title>here</title>')
    })
    await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('unreachable: no port')
    const context = await browser.newContext({})
    const page = await context.newPage()
    await page.goto(`http://127.0.0.1:${address.port}/`)
    expect(await page.title()).toBe('here')
    await context.close()
    await new Promise(closed => server.close(closed))
  })
})
