import { formatProblems } from '../../config/format.ts'
import type { Declare } from '../declare.ts'
import { declareOperation, type Printed } from '../operation-command.ts'
import { type Output, printable } from '../shown/output.ts'

type Listed = Parameters<Printed<'plugins'>['show']>[0]
type Told = Listed['plugins'][number]

export const declarePlugins: Declare = root =>
  declareOperation(root, 'plugins', {
    example: 'promethean plugins',
    lines: ({ plugins, problems }) => [
      ...plugins.map(plugin => ({ code: 'plugin', ...plugin })),
      ...problems.map(problem => ({ code: 'problem', ...problem })),
    ],
    show: ({ plugins, problems }, output) => {
      for (const plugin of plugins) show(plugin, output)
      if (problems.length === 0) return 0
      output.trouble(formatProblems('this project', problems, 'the rest is listed above'))
      return 1
    },
  })

function show(plugin: Told, output: Output): void {
  const { name, from, version, linked, uses, description } = plugin
  const source = [from, ...(version ? [version] : []), ...(linked ? ['(linked)'] : [])].join(' ')
  const use = uses.length > 0 ? `used as ${uses.join(', ')}` : 'not used'
  output.line(printable(`${output.style('bold', name)}  ${source}  ${use}`))
  if (description !== undefined) output.line(`    ${printable(description)}`)
  for (const option of plugin.options) output.line(`    ${printable(optionShown(option))}`)
  for (const word of ['provides', 'needs', 'emits'] as const)
    if (plugin[word].length > 0) output.line(`    ${word} ${plugin[word].join(', ')}`)
}

function optionShown(option: Told['options'][number]): string {
  const { name, type, required, description } = option
  const standard = option.default === undefined ? '' : `, default ${JSON.stringify(option.default)}`
  const meaning = description === undefined ? '' : `: ${description}`
  return `${name}  ${type}${required ? ', required' : standard}${meaning}`
}
