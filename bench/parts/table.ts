/** One measurement beside its peer. */
export interface Row {
  readonly what: string
  readonly ours: string
  readonly peer: string
  /** Ours over the peer's, median of the rounds' ratios. */
  readonly ratio?: number
  readonly target: string
  readonly isMet: boolean
}

const HEAD = ['', 'Promethean', 'beside', 'ratio', 'target', 'met']

/** The rows as a Markdown table, which reads well on a terminal too. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map(({ what, ours, peer, ratio, target, isMet }) => [
    what,
    ours,
    peer,
    ratio?.toFixed(2) ?? '',
    target,
    isMet ? 'yes' : 'NO',
  ])
  const widths = HEAD.map((_, column) =>
    Math.max(3, ...[HEAD, ...cells].map(row => row[column]?.length ?? 0)),
  )
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`
  return [line(HEAD), rule, ...cells.map(line)].join('\n')
}
