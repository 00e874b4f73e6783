import type { Problem } from '../errors.ts'

/**
 * All problems as a readable block, plugin by plugin in the given order.
 * @param outcome the consequence: `nothing was changed` after an edit, `nothing was started` at start; left out, there is none
 */
export function formatProblems(
  file: string,
  problems: readonly Problem[],
  outcome?: string,
): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  const width = Math.min(WIDEST, Math.max(...problems.map(({ path }) => path.length), 0)) + 4
  const lines = [`${file} has ${count}${outcome === undefined ? '' : `; ${outcome}`}`, '']
  let heading: string | undefined
  for (const { plugin, path, message } of problems) {
    if (plugin !== undefined && plugin !== heading) lines.push(`  ${plugin}`)
    heading = plugin
    const indent = plugin === undefined ? '  ' : '    '
    lines.push(`${indent}${path === '' ? '' : column(path, width)}${message}`)
  }
  return lines.join('\n')
}

// 40: a deep path must not push every other sentence off the screen.
const WIDEST = 40

function column(path: string, width: number): string {
  return path.length > WIDEST ? `${path}    ` : path.padEnd(width)
}
