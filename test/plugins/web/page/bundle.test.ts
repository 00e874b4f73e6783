import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { buildPage } from '../../../../plugins/web/server/page-files.ts'

const kilobytes = (text: string) => gzipSync(text, { level: 9 }).length / 1000

describe('what a browser loads', async () => {
  const { html, js, css } = await buildPage()

  it('Preact and uPlot are under 40 kB together, compressed', async () => {
    const contents = `
      export { render } from 'preact'
      export * from 'preact/hooks'
      export { jsx } from 'preact/jsx-runtime'
      export { default } from 'uplot'`
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
      ...{ bundle: true, minify: true, write: false, format: 'esm', target: 'chrome103' },
    })
    const size = kilobytes(outputFiles[0]?.text ?? '')
    expect(size).toBeGreaterThan(20)
    expect(size).toBeLessThan(40)
  })

  it('the whole page is under 80 kB, compressed', () => {
    expect(kilobytes(html + js + css)).toBeLessThan(80)
  })

  it('nothing in it is refused by the policy: no code from text, no style within a page', () => {
    expect(js).not.toMatch(/\beval\(|new Function|createElement\(["']style|insertRule/)
    expect(html).not.toMatch(/<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=/)
  })

  it('nothing in it comes from elsewhere: no font, no picture, no other style', () => {
    expect(css).toMatch(/\.uplot/)
    expect(css).not.toMatch(/@import|@font-face|url\((?!["']?data:)/)
    expect(html).not.toMatch(/https?:|\/\//)
  })
})
