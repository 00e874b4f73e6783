import type { App } from '../app.ts'
import type { ChatLine } from '../chat/chat-line.ts'
import { useStore } from '../use-store.ts'
import { whyNot } from './allowed.ts'
import { Answer } from './answer.tsx'
import { Became } from './became.tsx'
import './style.css'
import { TimeOut } from './time-out.tsx'
import { type ActParts, useAct } from './use-act.ts'

/** What can be done about a line: answer it, delete it, time its author out. */
export function Acts({ app, line }: { app: App; line: ChatLine }) {
  const may = useStore(app.connection.welcome)?.may
  const refused = {
    answer: whyNot('answer', line, may),
    remove: whyNot('remove', line, may),
    timeout: whyNot('timeout', line, may),
  }
  const reasons = new Set(Object.values(refused).filter(reason => reason !== undefined))
  return (
    <section class="line-acts" aria-label={app.texts.acts.title}>
      <Answer app={app} line={line} isOffered={refused.answer === undefined} />
      <div class="line-acts-moderate">
        <Remove app={app} line={line} isOffered={refused.remove === undefined} />
        <TimeOut app={app} line={line} isOffered={refused.timeout === undefined} />
      </div>
      {[...reasons].map(reason => (
        <p key={reason} class="quiet line-act-became">
          {reason}
        </p>
      ))}
    </section>
  )
}

function Remove({ app, line, isOffered }: ActParts) {
  const words = app.texts.acts
  const { doing, isPending, act } = useAct(app)
  const isBusy = isPending || doing.phase === 'done'
  const told = () => ({ level: 'good', words: words.removed }) as const
  return (
    <div class="line-act">
      <button
        type="button"
        class="button"
        disabled={!isOffered || isBusy}
        onClick={() => void act({ name: 'delete', input: { id: line.id }, told })}
      >
        {words.remove}
      </button>
      <Became app={app} doing={doing} />
    </div>
  )
}
