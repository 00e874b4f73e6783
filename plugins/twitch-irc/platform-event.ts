import { event, type NewEvent, type Told } from 'promethean'
import { type IrcLine, tagsOf } from './line.ts'
import { userOf } from './person.ts'

/** Anything told that has no name of ours. */
export function platformEvent(line: IrcLine, name: string, told: Told): NewEvent<'platform.event'> {
  const text = line.params[1]
  const user = userOf(line)
  const data = {
    name: `twitch-irc:${name}`,
    ...(text === undefined ? {} : { text }),
    ...(user === undefined ? {} : { user }),
    tags: tagsOf(line),
  }
  return event('platform.event', data, told)
}
