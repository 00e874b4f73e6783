import { event, type NewEvent, type Told } from 'promethean'
import { type IrcLine, numberOf, tagsOf } from '../../formats/irc/line.ts'
import { somebodyOf } from '../../formats/irc/users.ts'

/** Any line without an event type. */
export function platformEvent(line: IrcLine, name: string, told: Told): NewEvent<'platform.event'> {
  const text = line.params[1]
  const user = somebodyOf(line)
  const bits = numberOf(line, 'bits') || numberOf(line, 'msg-param-bits-spent')
  const tags = tagsOf(line)
  const data = {
    name: `twitch-irc:${name}`,
    ...(user === undefined ? {} : { user }),
    ...(text ? { text } : {}),
    ...(bits ? { bits } : {}),
    // Every source puts its own fields into `data`; this one also calls them `tags`.
    data: tags,
    tags,
  }
  return event('platform.event', data, told)
}
