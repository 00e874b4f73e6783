import type { CapturedEffect } from '../../daemon/dry-gate.ts'
import { ChatSender } from '../../plugin/ports/chat.ts'
import type { Done } from '../../replay/effects-compared.ts'

type ShownCall = Pick<CapturedEffect, 'plugin' | 'values'> & {
  /** `StreamControl.text`. */
  readonly what: string
  readonly via?: string | undefined
  /** Whether it was really done. */
  readonly isDone?: boolean
}

const SAY = `${ChatSender.name}.send`

/** An effect in one line: `greeter would say "Hello" in twitch ann through twitch-irc`. */
export function describeEffect({ port, method, ...effect }: CapturedEffect): string {
  return describe({ ...effect, what: `${port}.${method}` })
}

/** What was done, or would be in a replay, in the same words. */
export function describeDone(done: Omit<Done, 'at'>, isDone: boolean): string {
  const { plugin, what, via, text, platform, channel, values = [] } = done
  const target = what === SAY ? [{ platform, channel }] : []
  return describe({
    plugin,
    what,
    via,
    isDone,
    values: [...(text === undefined ? [] : [text]), ...target, ...values],
  })
}

function describe({ plugin, what, via, values, isDone = false }: ShownCall): string {
  const through = via === undefined ? '' : ` through ${via}`
  if (what === SAY) {
    const [text, target] = values
    const { platform, channel } = Object(target)
    const said = `${isDone ? 'said' : 'would say'} ${JSON.stringify(text)}`
    return `${plugin} ${said} in ${platform} ${channel}${through}`
  }
  const told = values.map(value => JSON.stringify(value) ?? '').join(', ')
  return `${plugin} ${isDone ? 'called' : 'would call'} ${what}(${told})${through}`
}
