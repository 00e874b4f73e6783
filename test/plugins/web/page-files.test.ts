import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { buildPage } from '../../../plugins/web/server/page-files.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const page = await buildPage()

function compressed(...texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + gzipSync(text).length, 0)
}

describe('the page as it is served', () => {
  it('is small: its libraries under 40 kB compressed, all together under 100 kB', async () => {
    expect(Object.values(page).every(text => text.length > 100)).toBe(true)
    expect(compressed(...Object.values(page))).toBeLessThan(100_000)
    const { outputFiles } = await build({
      stdin: {
        contents: `export * from 'preact'; export * from 'preact/hooks'; export * from 'preact/jsx-runtime'; export { default } from 'uplot'`,
        resolveDir: ROOT,
      },
      ...{ bundle: true, minify: true, write: false, format: 'esm', target: 'chrome103' },
    })
    expect(compressed(...outputFiles.map(({ text }) => text))).toBeLessThan(40_000)
  })

  it('brings everything itself: nothing is loaded from elsewhere, nothing is evaluated', () => {
    expect(page.js).not.toMatch(/\beval\(|new Function\(|\bimport\(|\bimport\b[^;]*\bfrom\b/)
    expect(page.css).not.toMatch(/@import|url\(\s*['"]?(?!data:)/)
    expect(page.html).not.toMatch(/https?:|<style|style=|<script>|\son\w+=/)
  })

  it('keeps the notice of every library in it, as their licence asks for', async () => {
    const { metafile } = await build({
      entryPoints: [join(ROOT, 'plugins/web/page/main.tsx')],
      ...{ bundle: true, write: false, metafile: true, outdir: 'page', logLevel: 'silent' },
      ...{ jsx: 'automatic', jsxImportSource: 'preact' },
    })
    const libraries = (files: readonly string[]) => [
      ...new Set(files.flatMap(file => /node_modules\/([^/]+)/.exec(file)?.[1] ?? [])),
    ]
    const inputs = Object.keys(metafile.inputs)
    expect(libraries(inputs).sort()).toEqual(['preact', 'uplot'])
    const styles = inputs.filter(file => file.endsWith('.css'))
    for (const [part, names] of [
      [page.js, libraries(inputs)],
      [page.css, libraries(styles)],
    ] as const)
      for (const name of names) {
        const license = readFileSync(join(ROOT, 'node_modules', name, 'LICENSE'), 'utf8').trim()
        expect(license).toMatch(/MIT License[\s\S]*Copyright \(c\)/)
        expect(part.slice(0, 3)).toBe('/*!')
        expect(part.slice(0, part.indexOf('*/'))).toContain(license)
      }
  })

  it('is right for the browser of OBS 30', () => {
    // What that one does not have yet: the first came with Chrome 105, 106 and 110.
    expect(page.css).not.toMatch(/@container|:has\(/)
  })
})
