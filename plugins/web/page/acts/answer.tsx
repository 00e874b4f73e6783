import { useState } from 'preact/hooks'
import { Became } from './became.tsx'
import { type SayDone, saidWords } from './done-words.ts'
import { type ActParts, useAct } from './use-act.ts'

/** Says something as an answer to a line. */
export function Answer({ app, line, isOffered }: ActParts) {
  const words = app.texts.acts
  const { doing, isPending, act } = useAct(app)
  const [text, setText] = useState('')
  const send = async () => {
    if (text.trim() === '' || isPending) return
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
        disabled={!isOffered}
        dir="auto"
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <button type="submit" class="button button-main" disabled={!isOffered || isPending}>
        {words.send}
      </button>
      <Became app={app} doing={doing} />
    </form>
  )
}
