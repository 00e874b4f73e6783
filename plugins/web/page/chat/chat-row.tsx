import { Component } from 'preact'
import { useState } from 'preact/hooks'
import { droppedBy } from '../live/told-event.ts'
import { MOST_NAME, PersonName } from '../people/person-name.tsx'
import { PlatformSign } from '../people/platform-sign.tsx'
import { shownText } from '../people/shown-text.ts'
import { texts } from '../texts.ts'
import { clockTime } from '../times.ts'
import type { ChatLine } from './chat-line.ts'
import { partsOf } from './line-parts.ts'

// More is shown where the line is opened.
const MOST_SHOWN = 500

interface RowParts {
  readonly line: ChatLine
  readonly isActive: boolean
  /** What today is. */
  readonly now: number
}

/** A line as it is shown in a list; drawn again only if it becomes another. */
export class ChatRow extends Component<RowParts> {
  override shouldComponentUpdate(next: RowParts): boolean {
    return next.line !== this.props.line || next.isActive !== this.props.isActive
  }

  override render({ line, isActive, now }: RowParts) {
    return (
      <div class={classOf(line, isActive)}>
        <PlatformSign platform={line.platform} />
        <time class="chat-time">{clockTime(line.received, now)}</time>
        <PersonName person={line.person} />
        <LineText line={line} />
        <Marks line={line} />
        {line.isTest && <bdi class="mark mark-test">{texts.chat.test}</bdi>}
      </div>
    )
  }
}

/** What was written, with pictures of its emotes. */
export function LineText({ line, most = MOST_SHOWN }: { line: ChatLine; most?: number }) {
  const Text = line.struck === undefined ? 'bdi' : 's'
  return (
    <>
      {line.answers?.name !== undefined && (
        <span class="chat-answers">
          ↳ <span class="unseen">{texts.chat.answers} </span>
          <bdi class="clip">{shownText(line.answers.name, MOST_NAME)}</bdi>
        </span>
      )}
      <Text class="chat-text" dir="auto">
        {partsOf(line, most).map((part, at) =>
          'text' in part ? shownText(part.text, most) : <EmotePicture key={at} {...part} />,
        )}
      </Text>
    </>
  )
}

function EmotePicture({ emote, picture }: { emote: string; picture: string }) {
  const [isMissing, setMissing] = useState(false)
  if (isMissing) return <>{emote}</>
  return (
    <img
      class="chat-emote"
      src={picture}
      alt={emote}
      title={emote}
      decoding="async"
      referrerpolicy="no-referrer"
      onError={() => setMissing(true)}
    />
  )
}

function Marks({ line }: { line: ChatLine }) {
  const marks = marksOf(line)
  return marks.length === 0 ? null : (
    <span class="chat-marks">
      {marks.map(([kind, word]) => (
        <bdi key={kind} class={`mark mark-${kind}`}>
          {word}
        </bdi>
      ))}
    </span>
  )
}

function marksOf(line: ChatLine): readonly (readonly [kind: string, word: string])[] {
  const { chat } = texts
  const marks: (readonly [string, string] | false)[] = [
    line.struck !== undefined && ['struck', `✕ ${struckWords(line.struck)}`],
    line.dropped !== undefined && ['dropped', droppedWords(line.dropped)],
    line.isSelf && ['own', line.sentBy ? chat.sentBy(line.sentBy) : chat.own],
    line.isFirst && ['first', chat.first],
    line.bits !== undefined && ['bits', `◆ ${chat.bits(line.bits)}`],
    line.sharedFrom !== undefined && [
      'shared',
      shownText(`${chat.sharedFrom} ${line.sharedFrom}`, MOST_NAME),
    ],
    line.changedBy !== undefined && ['changed', chat.changedBy(line.changedBy)],
    line.isNotice && ['notice', chat.notice],
    line.isRecovered && ['recovered', chat.recovered],
  ]
  return marks.filter(mark => mark !== false)
}

function struckWords({ why, seconds, moderator }: NonNullable<ChatLine['struck']>): string {
  const { struck, struckFor, struckBy } = texts.chat
  return [
    struck[why],
    ...(seconds === undefined ? [] : [struckFor(seconds)]),
    ...(moderator === undefined ? [] : [struckBy(moderator)]),
  ].join(' ')
}

// The codes of restreamFilter, under whatever id it is used.
const COPY_CODES = ['relay account', 'relay prefix', 'echo']

function droppedWords(reason: string): string {
  const { who, code } = droppedBy(reason)
  return COPY_CODES.includes(code) ? texts.chat.copy(who) : texts.chat.dropped(who, code)
}

function classOf(line: ChatLine, isActive: boolean): string {
  return [
    'chat-line',
    ...(isActive ? ['is-active'] : []),
    ...(line.struck === undefined ? [] : ['is-struck']),
    ...(line.dropped === undefined ? [] : ['is-dropped']),
    ...(line.isSelf ? ['is-own'] : []),
    ...(line.isTest ? ['is-test'] : []),
    ...(line.isAction ? ['is-action'] : []),
  ].join(' ')
}
