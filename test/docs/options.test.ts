import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as plugins from '@promethean/plugins'
import type { PluginUse } from 'promethean'
import { expect, it } from 'vitest'
import { optionNames } from '../../core/config/check/option-names.ts'
import { jsonSchemaOf, objectOf } from '../../core/plugin/json-schema.ts'
import { ROOT } from './pages.ts'

const uses: readonly PluginUse[] = Object.values(plugins)
  .filter(exported => 'plugin' in exported)
  // Nothing is set up: only what the plugin says of itself is read.
  .map(factory => factory({} as never))
const schemas = uses.map(({ plugin: { name, options } }) => ({ name, options }))

it.each(schemas)(
  'the page of $name has a row for each option, and no other',
  ({ name, options }) => {
    const known = options === undefined ? [] : optionNames(options, [])
    const shown = new Set(rowsOf(name).map(({ option }) => option.split('.')[0]))
    expect([...shown].toSorted()).toEqual(known.toSorted())
  },
)

it.each(schemas)('the page of $name tells the defaults as they are', ({ name, options }) => {
  const told = objectOf(options && jsonSchemaOf(options)?.properties) ?? {}
  for (const { option, shown } of rowsOf(name)) {
    const value = objectOf(told[option])?.default
    // A template is told in words, as a list is.
    const isPlain = ['string', 'number', 'boolean'].includes(typeof value)
    if (isPlain && !String(value).includes('<%'))
      expect(shown, `${name}: ${option}`).toContain(String(value))
  }
})

/** The rows of a page's first table of options. */
function rowsOf(name: string) {
  const lines = readFileSync(join(ROOT, 'plugins', name, 'README.md'), 'utf8').split(/\r?\n/)
  const head = lines.findIndex(line => line.startsWith('| option | default |'))
  const rows = head < 0 ? [] : lines.slice(head + 2)
  const end = rows.findIndex(line => !line.startsWith('|'))
  return rows.slice(0, end < 0 ? undefined : end).map(row => {
    const [, option = '', shown = ''] = /^\| `([^`]+)` \|(.*?)\|/.exec(row) ?? []
    return { option, shown }
  })
}
