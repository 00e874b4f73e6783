import type { Declare } from '../declare.ts'
import { declareOperation } from '../operation-command.ts'

export const declareMute: Declare = root => declareSilencing(root, 'mute')
export const declareUnmute: Declare = root => declareSilencing(root, 'unmute')

type Silencing = 'mute' | 'unmute'

function declareSilencing(root: Parameters<Declare>[0], what: Silencing): void {
  declareOperation(root, what, {
    example: `promethean ${what} chat-bot`,
    arguments: ['plugin'],
    lines: (saved, { wanted: { plugin }, isRunning }) => [
      {
        code: `${what}d`,
        ...(plugin !== undefined && { plugin }),
        running: isRunning,
        ...(!saved.saved && saved),
      },
    ],
    show: (saved, output, { wanted: { plugin }, isRunning }) => {
      output.line(sentence(what, plugin, isRunning))
      if (!saved.saved) output.trouble(`not saved yet, so a restart would undo it: ${saved.reason}`)
    },
  })
}

function sentence(what: Silencing, plugin: string | undefined, isRunning: boolean): string {
  const who = plugin ?? 'everything'
  const when = isRunning ? '' : ', from the next start on'
  const undo = ['promethean unmute', plugin].filter(Boolean).join(' ')
  return what === 'mute'
    ? `${who} is muted${when}: no output; ${undo} allows it again`
    : `${plugin === undefined ? 'nothing is muted any more' : `${plugin} is no longer muted`}${when}`
}
