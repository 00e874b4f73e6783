import { useEffect, useState } from 'preact/hooks'
import type { App } from '../app.ts'
import { repeatWhileOpen } from '../live/repeat-while-open.ts'
import { Said } from '../shell/said.tsx'
import type { Streams } from '../streams/stream.ts'
import { useStore } from '../use-store.ts'
import { HappeningRow } from './happening-row.tsx'
import type { Kind } from './happenings-told.ts'
import './style.css'
import { runningTotals } from './totals.ts'

const FIRST = 60
const TOTALS_MS = 5_000

/** What happened besides chat, the newest first, and the totals of this stream. */
export function Events({ app }: { app: App }) {
  const words = app.texts.events
  const happenings = useStore(app.live.happenings)
  const liveState = useStore(app.live.state)
  const refusal = useStore(app.live.refusal)
  const [kind, setKind] = useState<Kind | ''>('')
  const [most, setMost] = useState(FIRST)
  const fitting = happenings.filter(
    one => (kind === '' || one.kind === kind) && one.dropped === undefined,
  )
  const emptyWords =
    happenings.length > 0 ? words.noneFit : liveState === 'late' ? words.loading : words.empty
  return (
    <div class="events">
      <Totals app={app} />
      <Kinds app={app} kind={kind} onKind={setKind} />
      {refusal !== undefined && <Said level="wait" refusal={refusal} />}
      {fitting.length === 0 && refusal === undefined && (
        <p class="quiet" role="status">
          {emptyWords}
        </p>
      )}
      <ul class="plain" aria-label={words.list}>
        {fitting.slice(0, most).map(shown => (
          <HappeningRow
            key={shown.id}
            shown={shown}
            now={app.connection.clock.now()}
            onOpen={() => app.opened.set({ id: shown.id })}
          />
        ))}
      </ul>
      {fitting.length > most && (
        <button type="button" class="button" onClick={() => setMost(most + FIRST)}>
          {words.older}
        </button>
      )}
    </div>
  )
}

interface KindsParts {
  readonly app: App
  readonly kind: Kind | ''
  onKind(kind: Kind | ''): void
}

function Kinds({ app, kind, onKind }: KindsParts) {
  const words = app.texts.events
  // The options are exactly these.
  const choose = (value: string) => onKind(value as Kind | '')
  return (
    <label class="events-kinds">
      {words.kind}
      <select
        class="field"
        value={kind}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      >
        <option value="">{words.all}</option>
        {Object.entries(words.kinds).map(([id, { word }]) => (
          <option key={id} value={id}>
            {word}
          </option>
        ))}
      </select>
    </label>
  )
}

function Totals({ app }: { app: App }) {
  const words = app.texts.events
  const found = useTotals(app)
  if (found === undefined) return null
  const totals = runningTotals(found)
  if (totals === undefined) return <p class="quiet">{words.noStream}</p>
  return (
    <dl class="totals" aria-label={words.totals}>
      {totals.map(({ of, said }) => (
        <div key={`${of} ${said}`}>
          <dt>{words.counts[of]}</dt>
          <dd>{said}</dd>
        </div>
      ))}
    </dl>
  )
}

function useTotals({ connection }: App): Streams | undefined {
  const [found, setFound] = useState<Streams>()
  useEffect(
    () =>
      repeatWhileOpen(connection, TOTALS_MS, async () => {
        const answer = await connection.call<Streams>('sessions', { limit: 1 })
        if (answer.done) setFound(answer.value)
      }),
    [connection],
  )
  return found
}
