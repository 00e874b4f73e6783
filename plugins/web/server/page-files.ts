import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The page, as it is served. */
export interface PageFiles {
  readonly html: string
  readonly js: string
  readonly css: string
}

const PAGE = new URL('../page/', import.meta.url)
// OBS 30 has this browser; newer ones have newer.
const TARGET = 'chrome103'

/** The page: of the package ready-made, of the checkout built now. */
export async function pageFiles(): Promise<PageFiles> {
  if (extname(import.meta.url) === '.ts') return buildPage()
  const [html, js, css] = await Promise.all(['index.html', 'page.js', 'page.css'].map(read))
  return { html: html ?? '', js: js ?? '', css: css ?? '' }
}

/** Bundles the page from its sources, in memory. */
export async function buildPage(): Promise<PageFiles> {
  // Only a checkout has the sources, and the tools to build them.
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('main.tsx', PAGE))],
    ...{ bundle: true, minify: true, write: false, outdir: 'page', format: 'esm' },
    ...{ target: TARGET, charset: 'utf8', logLevel: 'silent', legalComments: 'none' },
    banner: { js: await noticeOf('preact', 'uplot'), css: await noticeOf('uplot') },
    // The package says that importing from it does nothing by itself; a page does.
    ignoreAnnotations: true,
    ...{ jsx: 'automatic', jsxImportSource: 'preact' },
  })
  const textOf = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? ''
  return { html: await read('index.html'), js: textOf('.js'), css: textOf('.css') }
}

// What is shipped must keep the notices of the libraries in it: `legalComments` would keep only those that are comments.
async function noticeOf(...libraries: readonly string[]): Promise<string> {
  const { resolve } = createRequire(import.meta.url)
  const licenses = libraries.map(async library => {
    const file = join(dirname(resolve(library)), '..', 'LICENSE')
    return `${library}:\n\n${(await readFile(file, 'utf8')).trim()}`
  })
  return `/*!\n${(await Promise.all(licenses)).join('\n\n')}\n*/`
}

function read(name: string): Promise<string> {
  return readFile(new URL(name, PAGE), 'utf8')
}
