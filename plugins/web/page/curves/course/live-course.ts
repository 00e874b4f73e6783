import type { Refusal } from '../../../wire.ts'
import type { Connection } from '../../connection.ts'
import { repeatWhileOpen } from '../../live/repeat-while-open.ts'
import { type Readable, Store } from '../../store.ts'
import type { Stream, Streams } from '../../streams/stream.ts'
import { type Activity, type Course, continued, fromFirstLine, toCourse } from './activity.ts'

/** What is known of the newest stream. */
export interface Newest {
  /** False until something was answered. */
  readonly isRead: boolean
  /** Undefined: there was no stream yet, and the course is that of the last hour. */
  readonly stream?: Stream
  readonly course?: Course
  /** The stream before it. */
  readonly before?: Course
  /** Why the last request for it was refused. */
  readonly refusal?: Refusal
}

const EVERY_MS = 5_000
// What came late, and outages that are over, change what was read before.
const WHOLE_EACH = 12

/** Follows the newest stream: its last minute every few seconds, and all of it once a minute. */
export class LiveCourse {
  readonly #connection: Pick<Connection, 'call' | 'state' | 'whenOpen'>
  readonly #newest = new Store<Newest>({ isRead: false })
  #tails = 0

  constructor(connection: Pick<Connection, 'call' | 'state' | 'whenOpen'>) {
    this.#connection = connection
  }

  get newest(): Readable<Newest> {
    return this.#newest
  }

  /** @returns ends it */
  start(): () => void {
    return repeatWhileOpen(this.#connection, EVERY_MS, async () => {
      const newest = await this.#read().catch(refusalOf)
      if (this.#connection.state.value !== 'open') return
      this.#newest.set('refusal' in newest ? { ...this.#newest.value, ...newest } : newest)
    })
  }

  async #read(): Promise<Newest> {
    const { sessions } = await this.#ask<Streams>('sessions', { limit: 2 })
    const [stream, last] = sessions
    // A first try with the simulator is no stream, and is shown nevertheless.
    if (stream === undefined) {
      const hour = await this.#course({ since: '1h', tests: true })
      return { isRead: true, course: fromFirstLine(hour) }
    }
    const { session } = stream
    const { course, before } = this.#newest.value
    if (course?.session === session)
      return { isRead: true, stream, course: await this.#newer(course), ...(before && { before }) }
    this.#tails = 0
    const newest = { isRead: true, stream, course: await this.#course({ session }) }
    const previous = last && (await this.#courseIfKept(last))
    return { ...newest, ...(previous && { before: previous }) }
  }

  /** The last minute is read again, as it may not have been over. */
  async #newer(known: Course): Promise<Course> {
    const { session, step, points } = known
    this.#tails = (this.#tails + 1) % WHOLE_EACH
    const last = points.at(-1)
    if (last === undefined || this.#tails === 0) return this.#course({ session })
    const since = new Date(last.at).toISOString()
    return continued(known, await this.#course({ session, since, step }))
  }

  /** Without the stream before, the newest one is shown all the same. */
  async #courseIfKept({ session }: Stream): Promise<Course | undefined> {
    const answer = await this.#connection.call<Activity>('activity', { session })
    return answer.done ? toCourse(answer.value) : undefined
  }

  async #course(input: object): Promise<Course> {
    return toCourse(await this.#ask<Activity>('activity', input))
  }

  async #ask<T>(operation: string, input: object): Promise<T> {
    const answer = await this.#connection.call<T>(operation, input)
    if (!answer.done) throw new Refused(answer.refusal)
    return answer.value
  }
}

class Refused extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.what)
    this.refusal = refusal
  }
}

function refusalOf(failure: unknown): Newest {
  if (failure instanceof Refused) return { isRead: true, refusal: failure.refusal }
  throw failure
}
