import { useState } from 'preact/hooks'
import type { App } from '../app.ts'
import type { ChatLine } from '../chat/chat-line.ts'
import { Said } from '../shell/said.tsx'
import { useStore } from '../use-store.ts'
import { whyNot } from './allowed.ts'
import { type SayDone, saidWords } from './done-words.ts'
import './style.css'
import { type Doing, useAct } from './use-act.ts'

interface Parts {
  readonly app: App
  readonly line: ChatLine
}

/** What can be done about a line: answer it, delete it, time its author out. */
export function Acts({ app, line }: Parts) {
  return (
    <section class="line-acts" aria-label={app.texts.acts.title}>
      <Answer app={app} line={line} />
      <div class="line-acts-moderate">
        <Remove app={app} line={line} />
        <TimeOut app={app} line={line} />
      </div>
    </section>
  )
}

function Answer({ app, line }: Parts) {
  const words = app.texts.acts
  const { doing, act } = useAct(app)
  const [text, setText] = useState('')
  const refused = useWhyNot(app, 'answer', line)
  const send = async () => {
    if (text.trim() === '' || doing.phase === 'pending') return
    const input = { text, replyTo: line.id }
    if (await act<SayDone>({ name: 'say', input, told: saidWords })) setText('')
  }
  return (
    <form
      class="line-answer"
      onSubmit={event => {
        event.preventDefault()
        void send()
      }}
    >
      <input
        type="text"
        class="field"
        aria-label={words.answerTo}
        placeholder={words.answerTo}
        value={text}
        maxLength={2_000}
        disabled={refused !== undefined}
        dir="auto"
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <button
        type="submit"
        class="button button-main"
        disabled={refused !== undefined || doing.phase === 'pending'}
      >
        {words.send}
      </button>
      <Became app={app} doing={doing} refused={refused} />
    </form>
  )
}

function Remove({ app, line }: Parts) {
  const words = app.texts.acts
  const { doing, act } = useAct(app)
  const refused = useWhyNot(app, 'remove', line)
  const told = () => ({ isDone: true, words: words.removed })
  return (
    <div class="line-act">
      <button
        type="button"
        class="button"
        disabled={refused !== undefined || doing.phase === 'pending' || doing.phase === 'done'}
        onClick={() => void act({ name: 'delete', input: { id: line.id }, told })}
      >
        {words.remove}
      </button>
      <Became app={app} doing={doing} refused={refused} />
    </div>
  )
}

function TimeOut({ app, line }: Parts) {
  const words = app.texts.acts
  const { doing, act } = useAct(app)
  const [seconds, setSeconds] = useState('600')
  const [isOut, setOut] = useState(false)
  const refused = useWhyNot(app, 'timeout', line)
  const user = line.person.name
  const isPending = doing.phase === 'pending'
  const timeOut = async () => {
    const told = () => ({ isDone: true, words: words.timedOut(lengthOf(words, seconds)) })
    const input = { user, seconds: Number(seconds) }
    if (await act({ name: 'timeout', input, told })) setOut(true)
  }
  const undo = async () => {
    const told = () => ({ isDone: true, words: words.undone })
    if (await act({ name: 'untimeout', input: { user }, told })) setOut(false)
  }
  return (
    <div class="line-act">
      <button
        type="button"
        class="button"
        disabled={refused !== undefined || isPending}
        onClick={() => void timeOut()}
      >
        {words.timeout}
      </button>
      <select
        aria-label={words.length}
        value={seconds}
        disabled={refused !== undefined}
        onChange={({ currentTarget }) => setSeconds(currentTarget.value)}
      >
        {Object.entries(words.lengths).map(([length, word]) => (
          <option key={length} value={length}>
            {word}
          </option>
        ))}
      </select>
      {isOut && (
        <button type="button" class="button" disabled={isPending} onClick={() => void undo()}>
          {words.undo}
        </button>
      )}
      <Became app={app} doing={doing} refused={refused} />
    </div>
  )
}

/** What became of an act, or why it is not offered. */
function Became({ app, doing, refused }: { app: App; doing: Doing; refused: string | undefined }) {
  if (refused !== undefined) return <p class="quiet line-act-became">{refused}</p>
  if (doing.phase === 'idle') return null
  if (doing.phase === 'refused') return <Said level="bad" refusal={doing.refusal} />
  return (
    <p class={`line-act-became line-act-${doing.phase}`} role="status">
      {doing.phase === 'done' ? `✓ ${doing.words}` : `… ${app.texts.acts.pending}`}
    </p>
  )
}

function useWhyNot(app: App, act: Parameters<typeof whyNot>[0], line: ChatLine) {
  const welcome = useStore(app.connection.welcome)
  return whyNot(act, line, welcome?.may)
}

function lengthOf({ lengths }: App['texts']['acts'], seconds: string): string {
  return Object.entries(lengths).find(([length]) => length === seconds)?.[1] ?? `${seconds} s`
}
