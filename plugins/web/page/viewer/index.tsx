import type { App } from '../app.ts'
import type { ToldEvent } from '../live/told-event.ts'
import { shownText } from '../people/shown-text.ts'
import { Said } from '../shell/said.tsx'
import { dayAndTime, span } from '../times.ts'
import { useAnswer } from './use-answer.ts'
import './style.css'
import type { Moderated, ViewerFound, ViewersFound } from './viewers-found.ts'

const MOST_TEXT = 500

interface Parts {
  readonly app: App
  /** An id or a name. */
  readonly user: string
  /** Where the viewer was met. */
  readonly event: ToldEvent
  readonly badges: readonly string[]
}

/** What is known of a viewer. */
export function Viewer({ app, user, event, badges }: Parts) {
  const words = app.texts.viewer
  const { platform, isTest } = event
  const asked = { user, ...(platform !== undefined && { platform }), tests: isTest }
  const answer = useAnswer<ViewersFound>(app, {
    ...{ name: 'viewer', input: asked },
    isPart: ({ completeUntil }) => completeUntil !== undefined,
  })
  if (answer === undefined) return <p class="quiet">{words.loading}</p>
  if (!answer.done) return <Said level="bad" refusal={answer.refusal} />
  const { viewers, completeUntil } = answer.value
  return (
    <div class="viewer">
      {viewers.map(found => (
        <Found key={`${found.platform} ${found.id}`} app={app} found={found} badges={badges} />
      ))}
      {completeUntil !== undefined && (
        <p class="quiet">{words.completeUntil(dayAndTime(Date.parse(completeUntil)))}</p>
      )}
    </div>
  )
}

function Found({ app, found, badges }: Pick<Parts, 'app' | 'badges'> & { found: ViewerFound }) {
  const words = app.texts.viewer
  return (
    <>
      <dl class="facts">
        {factsOf(app, found, badges).map(([term, said]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>
              <bdi>{shownText(said, MOST_TEXT)}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      {found.moderation.length > 0 && (
        <>
          <h4>{words.moderation}</h4>
          <ul class="plain">
            {found.moderation.map(one => (
              <ModeratedShown key={one.at} app={app} one={one} />
            ))}
          </ul>
        </>
      )}
      <h4>{words.lastLines}</h4>
      <ul class="plain">
        {found.lastLines.map(({ id, at, text }) => (
          <li key={id}>
            <button type="button" class="viewer-line" onClick={() => app.opened.set({ id })}>
              <time class="quiet">{dayAndTime(Date.parse(at))}</time>{' '}
              <bdi>{shownText(text, MOST_TEXT)}</bdi>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

type Fact = readonly [term: string, said: string]

function factsOf({ texts }: App, found: ViewerFound, badges: readonly string[]): readonly Fact[] {
  const words = texts.viewer
  const names = [...new Set(found.names.flatMap(({ name, displayName }) => [displayName, name]))]
  const events = Object.entries(found.events).filter(([type]) => type !== 'chat.message')
  const facts: readonly Fact[] = [
    [words.names, names.join(', ')],
    [words.roles, found.roles.map(role => roleWord(texts, role)).join(', ') || words.none],
    [words.badges, badges.join(', ')],
    [words.firstSeen, dayAndTime(Date.parse(found.firstSeen))],
    [words.lastSeen, dayAndTime(Date.parse(found.lastSeen))],
    [words.lines, String(found.lines)],
    [words.bits, shownIfSome(found.bits)],
    [words.given, shownIfSome(found.gifts.given)],
    [words.received, shownIfSome(found.gifts.received)],
    [words.events, events.map(([type, count]) => `${type} ${count}`).join(', ')],
  ]
  return facts.filter(([, said]) => said !== '')
}

function shownIfSome(count: number): string {
  return count === 0 ? '' : String(count)
}

function roleWord({ chat }: App['texts'], role: string): string {
  const known: Readonly<Record<string, { readonly word: string }>> = chat.roles
  return Object.hasOwn(known, role) ? (known[role]?.word ?? role) : role
}

function ModeratedShown({ app, one }: { app: App; one: Moderated }) {
  const words = app.texts.viewer
  return (
    <li>
      <b>{one.action}</b> {one.seconds !== undefined && span(one.seconds * 1_000)}{' '}
      {one.moderator !== undefined && <bdi>{words.by(one.moderator)}</bdi>}{' '}
      {one.reason !== undefined && (
        <q>
          <bdi>{shownText(one.reason, MOST_TEXT)}</bdi>
        </q>
      )}{' '}
      <time class="quiet">{dayAndTime(Date.parse(one.at))}</time>
    </li>
  )
}
