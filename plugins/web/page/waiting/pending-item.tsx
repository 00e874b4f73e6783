import { useEffect, useRef, useState } from 'preact/hooks'
import type { App } from '../app.ts'
import { Said } from '../shell/said.tsx'
import { countDown } from '../shell/time.ts'
import { askerOf, type Pending } from '../status.ts'
import { useStore } from '../use-store.ts'
import { AskedByAgent } from './asked-by-agent.tsx'
import { Cause } from './cause.tsx'

interface PendingParts {
  readonly app: App
  readonly pending: Pending
}

/** One title, answer or act of an agent that waits: approve it, change it, or drop it. */
export function PendingItem({ app, pending }: PendingParts) {
  const { decisions, texts } = app
  const [isChanging, setChanging] = useState(false)
  const { refusals, deciding } = useStore(decisions.decisions)
  const { id, what, text, cause, agent } = pending
  const isBusy = deciding.includes(id)
  const refusal = refusals[id]
  return (
    <article class="waiting-item" data-approval={id} aria-labelledby={`waiting-${id}`}>
      <div class="waiting-head">
        <h3 class="waiting-who" id={`waiting-${id}`}>
          <bdi>{texts.waiting.asks(askerOf(pending), what)}</bdi>
        </h3>
        <TimeLeft app={app} until={pending.until} />
      </div>
      {agent === undefined && cause !== undefined && <Cause app={app} id={cause} />}
      {agent !== undefined && <AskedByAgent app={app} shown={agent.shown} />}
      {isChanging ? (
        <Change app={app} pending={pending} onEnd={() => setChanging(false)} />
      ) : (
        <>
          {agent === undefined && (
            <blockquote class="waiting-text">
              <bdi>{text}</bdi>
            </blockquote>
          )}
          <div class="acts">
            <button
              type="button"
              class="button button-main"
              disabled={isBusy}
              onClick={() => void decisions.decide(pending, {})}
            >
              {texts.waiting.approve}
            </button>
            <button
              type="button"
              class="button"
              disabled={isBusy}
              onClick={() => setChanging(true)}
            >
              {texts.waiting.change}
            </button>
            <button
              type="button"
              class="button"
              disabled={isBusy}
              onClick={() => void decisions.decide(pending, { drop: true })}
            >
              {texts.waiting.drop}
            </button>
          </div>
        </>
      )}
      {refusal !== undefined && <Said level="bad" refusal={refusal} />}
    </article>
  )
}

function TimeLeft({ app, until }: { app: App; until: string }) {
  const left = new Date(until).getTime() - useStore(app.now)
  const { waiting } = app.texts
  return (
    <span class="waiting-left" role="timer">
      {left > 0 ? waiting.left(countDown(left)) : waiting.over}
    </span>
  )
}

function Change({ app, pending, onEnd }: PendingParts & { onEnd(): void }) {
  const { decisions, texts } = app
  const [text, setText] = useState(pending.text)
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus(), [])
  const approve = () => {
    if (text.trim() === '') return
    void decisions.decide(pending, { text: text.trim() }).then(onEnd)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onEnd()
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    approve()
  }
  return (
    <>
      <label class="waiting-change">
        <span>{texts.waiting.newText}</span>
        <textarea
          ref={field}
          class="field"
          rows={3}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </label>
      <div class="acts">
        <button type="button" class="button button-main" onClick={approve}>
          {texts.waiting.approveChanged}
        </button>
        <button type="button" class="button" onClick={onEnd}>
          {texts.waiting.cancel}
        </button>
      </div>
    </>
  )
}
