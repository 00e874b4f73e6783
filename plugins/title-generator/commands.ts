import {
  type Context,
  type Event,
  type Look,
  normalText,
  ownsChannel,
  type Streamer,
} from 'promethean'
import { filter, map, type Observable } from 'rxjs'

type TitleCommand = 'new' | 'ok' | 'no'

/** A chat command of the broadcaster about titles. */
export interface Commanded {
  readonly command: TitleCommand
  readonly event: Event<'chat.message'>
}

const COMMAND = /^!title (new|ok|no)$/
// A bot's own message comes back through chat within seconds.
const OWN_MS = 30_000

/** `!title new`, `!title ok` and `!title no` of the broadcaster in his own chat. */
export function titleCommands(on: Context['on'], streamer: Streamer): Observable<Commanded> {
  const said = new Map<string, number>()
  on('chat.sent', ({ data }) => {
    const text = normalText(data.text)
    if (COMMAND.test(text)) said.set(text, Date.now())
  })
  const isTyped = (text: string) =>
    Date.now() - (said.get(normalText(text)) ?? Number.NEGATIVE_INFINITY) > OWN_MS
  return on('chat.message').pipe(
    filter(event => isBroadcasters(event, streamer) && isTyped(event.data.text)),
    map(event => ({ event, command: commandIn(event.data.text) })),
    filter((one): one is Commanded => one.command !== undefined),
  )
}

/** How the three commands relate to a message, for `explain`. */
export function explainLine(event: Event<'chat.message'>, streamer: Streamer): Look {
  const rule = '!title new, ok, no'
  if (commandIn(event.data.text) === undefined)
    return { rule, fits: false, why: 'the message is none of these' }
  const fits = isBroadcasters(event, streamer)
  const why = fits ? 'the message is one of these' : 'only the broadcaster may, in their own chat'
  return { rule, fits, why }
}

function commandIn(text: string): TitleCommand | undefined {
  const [, word] = COMMAND.exec(normalText(text)) ?? []
  // The pattern names these three.
  return word as TitleCommand | undefined
}

// In a channel that is only read, the broadcaster is somebody else.
function isBroadcasters(event: Event<'chat.message'>, streamer: Streamer): boolean {
  const { user, sharedFrom } = event.data
  return user.roles.includes('broadcaster') && !sharedFrom && ownsChannel(streamer, event)
}
