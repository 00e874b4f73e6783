import type { App } from '../app.ts'
import { timeOfDay } from '../times.ts'
import { PastCourse } from './past-course.tsx'
import { PastRecap } from './past-recap.tsx'
import { lengthOf, type Stream, titlesOf } from './stream.ts'

/** All that is kept of a stream. */
export function StreamDetails({ app, stream }: { app: App; stream: Stream }) {
  const texts = app.texts.streams
  const { before } = titlesOf(stream)
  return (
    <div class="streams-details">
      {before.length > 0 && (
        <p>
          {texts.titlesBefore} {before.join(' · ')}
        </p>
      )}
      <dl class="streams-totals">
        {totals(app, stream).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {stream.end !== undefined && <PastRecap app={app} stream={stream} />}
      <PastCourse app={app} stream={stream} />
    </div>
  )
}

function totals(app: App, stream: Stream): readonly (readonly [name: string, value: string])[] {
  const { names, number, tips, raids, peak, length } = app.texts.streams
  const { follows, subs, gifts, bits, lines, chatters } = stream
  return [
    [names.length, length(lengthOf(stream, app.connection.clock.now()))],
    [names.lines, number(lines)],
    [names.chatters, number(chatters)],
    [names.follows, number(follows)],
    [names.subs, number(subs)],
    [names.gifts, number(gifts)],
    [names.bits, number(bits)],
    [names.tips, tips(stream.tips)],
    [names.raids, raids(stream.raids, stream.raiders)],
    [
      names.peak,
      stream.peak ? peak(stream.peak.lines, timeOfDay(Date.parse(stream.peak.at))) : number(0),
    ],
  ]
}
