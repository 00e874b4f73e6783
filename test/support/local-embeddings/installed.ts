import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { localEmbeddings } from '@promethean/plugins'
import { ROOT } from '../packages/tools.ts'

const OWN = join(ROOT, 'plugins', 'local-embeddings')

type Plugin = typeof localEmbeddings

/** Stand-ins of the packages: what they do with a text hangs on its words. */
const FAKE: Readonly<Record<string, string>> = {
  core: 'exports.core = true',
  'model-embeddings-en': 'exports.modelSource = async () => ({ dimensions: 512 })',
  embeddings: `
    // As the real one prints, where nobody asked it to.
    console.log('welcome')
    const rowOf = (text, dimensions) => {
      const row = Array(dimensions).fill(0)
      row[0] = text.length
      row[1] = 1
      return row
    }
    const block = () => { for (const end = Date.now() + 500; Date.now() < end; );  }
    exports.initModel = async source => {
      if (process.env.PATH !== undefined) throw new Error('it sees the environment')
      const { dimensions } = await source()
      return {
        async embed(texts) {
          if (texts.includes('throw')) throw new Error('thrown by the library')
          if (texts.includes('exit')) process.exit(3)
          if (texts.includes('never')) return new Promise(() => undefined)
          if (texts.includes('block')) block()
          if (texts.includes('few')) return []
          if (texts.includes('short')) return texts.map(text => rowOf(text, 3))
          return texts.map(text => rowOf(text, dimensions))
        },
      }
    }`,
}

/**
 * The plugin as npm installs it, in a folder where the packages it needs are: its own copy, beside stand-ins of them.
 * @returns how to remove it, too
 */
export async function withFakePackages(
  change: Readonly<Record<string, string | undefined>> = {},
): Promise<{ readonly plugin: Plugin; remove(): void }> {
  mkdirSync(join(ROOT, '.cache'), { recursive: true })
  const folder = mkdtempSync(join(ROOT, '.cache', 'local-embeddings-'))
  for (const [name, source] of Object.entries({ ...FAKE, ...change })) {
    if (source === undefined) continue
    const own = join(folder, 'node_modules', '@energetic-ai', name)
    mkdirSync(own, { recursive: true })
    const manifest = { name: `@energetic-ai/${name}`, version: '0.2.0', main: 'index.js' }
    writeFileSync(join(own, 'package.json'), JSON.stringify(manifest))
    writeFileSync(join(own, 'index.js'), source)
  }
  const plugin = await pluginIn(folder)
  return { plugin, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** A copy of the plugin in this folder: it finds the packages that are installed there. */
export async function pluginIn(folder: string): Promise<Plugin> {
  const own = join(folder, 'plugins', 'local-embeddings')
  rmSync(own, { recursive: true, force: true })
  mkdirSync(dirname(own), { recursive: true })
  cpSync(OWN, own, { recursive: true })
  const copy: { localEmbeddings: Plugin } = await import(
    /* @vite-ignore */ pathToFileURL(join(own, 'index.ts')).href
  )
  return copy.localEmbeddings
}
