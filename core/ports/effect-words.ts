import type { Sentence } from '../errors.ts'
import type { Effect } from './gate.ts'

/** A port and one of its methods. */
export interface PortMethod {
  readonly port: string
  readonly method: string
}

// The effects of Promethean's own ports, as a streamer would put them.
const WORDS: ReadonlyMap<string, string> = new Map([
  ['ChatSender.send', 'send the chat message'],
  ['TitleTarget.setTitle', 'set the title'],
  ['StreamControl.start', 'start the stream'],
  ['StreamControl.stop', 'stop the stream'],
  ['StreamControl.scene', 'switch the scene'],
  ['StreamControl.show', 'show or hide the source'],
  ['StreamControl.text', 'change the text'],
  ['Actions.run', 'run the action'],
  ['Moderation.delete', 'delete the message'],
  ['Moderation.timeout', 'time out the user'],
  ['Moderation.untimeout', 'end the timeout of the user'],
  ['Moderation.shoutout', 'send the shoutout'],
  ['TwitchApi.request', 'send the request to Twitch'],
])

/** What an effect does, as part of a sentence: `set the title`; `call Lamp.turn` for a port that a plugin defines. */
export function effectWords({ port, method }: PortMethod): string {
  const called = `${port}.${method}`
  return WORDS.get(called) ?? `call ${called}`
}

// Those whose first value says what would be seen or heard, or who is meant.
const TOLD: ReadonlySet<string> = new Set([
  'ChatSender.send',
  'TitleTarget.setTitle',
  'StreamControl.scene',
  'StreamControl.show',
  'Actions.run',
  'Moderation.timeout',
  'Moderation.untimeout',
  'Moderation.shoutout',
])

/** What an effect would say, set or run, or whom it is about; undefined if its words say all that is known. */
export function effectText({
  port,
  method,
  values,
}: Pick<Effect, 'port' | 'method' | 'values'>): string | undefined {
  const called = `${port}.${method}`
  if (!TOLD.has(called)) return undefined
  const [first]: readonly unknown[] = values
  const { displayName, name, id } = Object(first)
  return [first, displayName, name, id].find(one => typeof one === 'string' && one !== '')
}

/** A sentence about an effect that was not done. */
export function notDoneSentence(
  effect: PortMethod,
  { why, advice }: Pick<Sentence, 'why' | 'advice'>,
): Sentence {
  return { what: `did not ${effectWords(effect)}`, why, advice }
}
