import type { ViewersFound } from '../../operations/history/viewer.ts'
import type { Declare } from '../declare.ts'
import { declareOperation } from '../operation-command.ts'
import { type Output, printable } from '../shown/output.ts'

type Viewer = ViewersFound['viewers'][number]

export const declareViewer: Declare = root =>
  declareOperation(root, 'viewer', {
    example: 'promethean viewer bea',
    arguments: ['user'],
    code: 'viewer',
    show: ({ viewers, completeUntil }, output) => {
      for (const one of viewers) showViewer(one, output)
      if (viewers.length === 0) output.trouble('no viewer with this name is known yet')
      if (completeUntil !== undefined)
        output.trouble(`events after ${when(completeUntil)} are not counted yet`)
    },
  })

function showViewer(one: Viewer, output: Output): void {
  const { platform, id, displayName, roles, names, lastLines, moderation } = one
  const title = output.style('bold', printable(displayName))
  output.line(`${title}  ${printable([platform, id, ...roles].join(' '))}`)
  output.line(`    seen ${when(one.firstSeen)} to ${when(one.lastSeen)}`)
  const { lines, gifts, bits } = one
  output.line(
    `    lines ${lines}, gifts given ${gifts.given}, received ${gifts.received}, bits ${bits}`,
  )
  if (names.length > 1)
    output.line(`    names ${printable(names.map(({ displayName: name }) => name).join(', '))}`)
  for (const { action, at, seconds, reason } of moderation) {
    const long = seconds === undefined ? '' : ` ${seconds} s`
    output.line(
      `    ${when(at)}  ${printable([`${action}${long}`, reason].filter(Boolean).join(': '))}`,
    )
  }
  for (const { at, text } of lastLines) output.line(`    ${when(at)}  ${printable(text)}`)
}

function when(moment: string): string {
  return new Date(moment).toLocaleString('sv')
}
