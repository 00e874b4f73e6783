import type { z } from 'zod'
import type { passage } from '../../operations/history/passages.ts'
import { clock, type Output, printable } from '../shown/output.ts'

type Passage = z.output<typeof passage>

/** Shows a moment: when, where, how it was found, and its lines. */
export function showPassage(output: Output, passage: Passage): void {
  const { begin, platform, channel, place, ids } = passage
  const at = new Date(begin)
  const where = [platform, channel, place === 'chat' ? undefined : place].filter(Boolean).join(' ')
  const head = `${at.toLocaleDateString('sv')} ${clock(at)}  ${printable(where)}`
  const more = [ranksOf(passage), printable(ids[0] ?? '')].join('  ')
  output.line(`${head}  ${output.style('dim', more)}`)
  for (const line of passage.lines) output.line(lineFor(output, passage, line))
}

function ranksOf({ wordsRank, meaningRank }: Passage): string {
  return [
    ...(wordsRank === undefined ? [] : [`words ${wordsRank}`]),
    ...(meaningRank === undefined ? [] : [`meaning ${meaningRank}`]),
  ].join(', ')
}

function lineFor(
  { style }: Output,
  { hits, ids, lines }: Passage,
  { id, time, author, text, test }: Passage['lines'][number],
): string {
  // Of a single message that has others around it, the message itself.
  const meant = hits.length > 0 ? hits : lines.length > ids.length ? ids : []
  const said = printable(author === undefined ? text : `${author}: ${text}`)
  const when = style('dim', clock(new Date(time)))
  const mark = test ? style('dim', ' (test)') : ''
  if (meant.includes(id)) return `> ${when}  ${style('bold', said)}${mark}`
  return `  ${when}  ${ids.includes(id) ? said : style('dim', said)}${mark}`
}
