import type { Effect } from '../effects/gate.ts'
import { ChatSender } from '../plugin/ports.ts'

/** An effect in one line: `greeter would say "Hello" in twitch ann through twitch-irc`. */
export function describeEffect({ plugin, via, port, method, values }: Effect): string {
  if (port === ChatSender.name) {
    const [text, target] = values
    const { platform, channel } = Object(target)
    return `${plugin} would say ${JSON.stringify(text)} in ${platform} ${channel} through ${via}`
  }
  const told = values.map(value => JSON.stringify(value) ?? '').join(', ')
  return `${plugin} would do ${port}.${method}(${told}) through ${via}`
}
