import {
  type Fields,
  fieldsOf,
  listOf,
  numberOf,
  type ToldEvent,
  textOf,
} from '../live/told-event.ts'
import { nameOf, type Person, personOf } from '../people/person.ts'

export interface Emote {
  readonly id: string
  readonly name: string
  /** Code points from 0; the end is inclusive. */
  readonly start: number
  readonly end: number
}

/** Why a line is struck. */
export interface Struck {
  readonly why: 'deleted' | 'cleared' | 'timeout' | 'ban'
  readonly seconds?: number
  readonly moderator?: string
}

/** A line of chat as it is shown. */
export interface ChatLine {
  /** The event's. */
  readonly id: string
  readonly messageId: string
  readonly time: number
  readonly received: number
  readonly platform: string
  readonly channel: string
  readonly streamId?: string
  readonly person: Person
  readonly text: string
  readonly emotes: readonly Emote[]
  readonly answers?: { readonly name?: string; readonly text?: string }
  readonly bits?: number
  /** The channel it was written in, if it is another. */
  readonly sharedFrom?: string
  readonly isFirst: boolean
  readonly isAction: boolean
  readonly isNotice: boolean
  readonly isSelf: boolean
  /** The plugin for which it was sent; absent if a platform told it. */
  readonly sentBy?: string
  /** The platform told it and the instance sent it: shown once. */
  readonly isPaired?: true
  readonly isTest: boolean
  readonly isRecovered: boolean
  /** What dropped it: `<plugin id>/<code>`. */
  readonly dropped?: string
  /** The plugin whose filter changed it. */
  readonly changedBy?: string
  readonly struck?: Struck
}

/** @param event a `chat.message` */
export function chatLine(event: ToldEvent): ChatLine {
  const { data, verdict } = event
  const streamId = textOf(data.streamId)
  const bits = numberOf(data.bits)
  const shared = fieldsOf(data.sharedFrom)
  const sharedFrom = textOf(shared.name) ?? textOf(shared.id)
  return {
    ...{ id: event.id, messageId: textOf(data.messageId) ?? '' },
    ...{ time: event.time, received: event.received },
    ...{ platform: event.platform ?? '', channel: event.channel ?? '' },
    ...{ person: personOf(data.user), text: textOf(data.text) ?? '', emotes: emotesOf(data) },
    ...answersOf(data),
    ...(streamId !== undefined && { streamId }),
    ...(bits !== undefined && { bits }),
    ...(sharedFrom !== undefined && { sharedFrom }),
    ...{ isFirst: data.isFirst === true, isAction: data.isAction === true },
    ...{ isNotice: data.isNotice === true, isSelf: data.isSelf === true },
    ...{ isTest: event.isTest, isRecovered: event.isRecovered },
    ...(!verdict.kept && { dropped: verdict.reason }),
    ...(verdict.kept && verdict.changedBy !== undefined && { changedBy: verdict.changedBy }),
  }
}

/** @param event a `chat.sent`: not every platform tells an account what it wrote itself */
export function sentLine(event: ToldEvent): ChatLine {
  const { account, plugin, via } = event.data
  const user = { displayName: textOf(account) ?? textOf(via) }
  const sentBy = textOf(plugin) ?? textOf(via) ?? ''
  const line = chatLine({ ...event, data: { ...event.data, user, isSelf: true } })
  return { ...line, sentBy }
}

function emotesOf(data: Fields): readonly Emote[] {
  return listOf(data.emotes).flatMap(emote => {
    const [id, name] = [textOf(emote.id), textOf(emote.name)]
    const [start, end] = [numberOf(emote.start), numberOf(emote.end)]
    const isWhole = id !== undefined && name !== undefined && start !== undefined
    return isWhole && end !== undefined ? [{ id, name, start, end }] : []
  })
}

function answersOf(data: Fields): Pick<ChatLine, 'answers'> {
  if (typeof data.reply !== 'object' || data.reply === null) return {}
  const { user, text } = fieldsOf(data.reply)
  const name = nameOf(personOf(user))
  const said = textOf(text)
  return {
    answers: { ...(name !== undefined && { name }), ...(said !== undefined && { text: said }) },
  }
}
