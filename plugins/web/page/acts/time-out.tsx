import { useState } from 'preact/hooks'
import type { App } from '../app.ts'
import { Became } from './became.tsx'
import { type ActParts, useAct } from './use-act.ts'

/** Times the author of a line out, and takes it back. */
export function TimeOut({ app, line, isOffered }: ActParts) {
  const words = app.texts.acts
  const { doing, isPending, act } = useAct(app)
  const [seconds, setSeconds] = useState('600')
  const [isOut, setOut] = useState(false)
  const user = line.person.name
  const timeOut = async () => {
    const told = () => ({ level: 'good', words: words.timedOut(lengthOf(words, seconds)) }) as const
    const input = { user, seconds: Number(seconds) }
    if (await act({ name: 'timeout', input, told })) setOut(true)
  }
  const undo = async () => {
    const told = () => ({ level: 'good', words: words.undone }) as const
    if (await act({ name: 'untimeout', input: { user }, told })) setOut(false)
  }
  return (
    <div class="line-act">
      <button
        type="button"
        class="button"
        disabled={!isOffered || isPending}
        onClick={() => void timeOut()}
      >
        {words.timeout}
      </button>
      <select
        class="field line-act-length"
        aria-label={words.length}
        value={seconds}
        disabled={!isOffered}
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
      <Became app={app} doing={doing} />
    </div>
  )
}

function lengthOf({ lengths }: App['texts']['acts'], seconds: string): string {
  return Object.entries(lengths).find(([length]) => length === seconds)?.[1] ?? `${seconds} s`
}
