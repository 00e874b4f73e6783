import type { Refusal } from '../../../wire.ts'
import type { Connection } from '../../connection.ts'
import { type Readable, Store } from '../../store.ts'
import type { Stream, Streams } from '../../streams/stream.ts'
import { type Activity, type Course, continued, toCourse } from './activity.ts'

/** What is known of the newest stream. */
export interface Newest {
  /** False until something was answered. */
  readonly isRead: boolean
  /** Undefined: there was no stream yet. */
  readonly stream?: Stream
  readonly course?: Course
  /** The stream before it. */
  readonly before?: Course
  /** Why the last request for it was refused. */
  readonly refusal?: Refusal
}

const EVERY_MS = 5_000

/** Follows the newest stream: all of it at first, then what it has become since. */
export class LiveCourse {
  readonly #connection: Pick<Connection, 'call' | 'state' | 'whenOpen'>
  readonly #newest = new Store<Newest>({ isRead: false })
  #next: ReturnType<typeof setTimeout> | undefined
  #isAsking = false
  #isStopped = false

  constructor(connection: Pick<Connection, 'call' | 'state' | 'whenOpen'>) {
    this.#connection = connection
  }

  get newest(): Readable<Newest> {
    return this.#newest
  }

  /** @returns ends it */
  start(): () => void {
    const end = this.#connection.whenOpen(() => void this.#again())
    return () => {
      end()
      this.#isStopped = true
      clearTimeout(this.#next)
    }
  }

  async #again(): Promise<void> {
    if (this.#isAsking) return
    clearTimeout(this.#next)
    this.#isAsking = true
    const newest = await this.#read().catch(refusalOf)
    this.#isAsking = false
    if (this.#isStopped || this.#connection.state.value !== 'open') return
    this.#newest.set('refusal' in newest ? { ...this.#newest.value, ...newest } : newest)
    this.#next = setTimeout(() => void this.#again(), EVERY_MS)
  }

  async #read(): Promise<Newest> {
    const { sessions } = await this.#ask<Streams>('sessions', { limit: 2 })
    const [stream, last] = sessions
    if (stream === undefined) return { isRead: true }
    const { course, before } = this.#newest.value
    if (course?.session === stream.session)
      return {
        isRead: true,
        stream,
        course: await this.#continue(course),
        ...(before && { before }),
      }
    return {
      ...{ isRead: true, stream, course: await this.#course(stream.session) },
      ...(last && { before: await this.#course(last.session) }),
    }
  }

  async #course(session: string, since?: string): Promise<Course> {
    const input = { session, ...(since !== undefined && { since }) }
    return { ...toCourse(await this.#ask<Activity>('activity', input)), session }
  }

  /** The last minute is read again, as it may not have been over. */
  async #continue(known: Course): Promise<Course> {
    const last = known.points.at(-1)
    if (last === undefined || known.session === undefined) return known
    return continued(known, await this.#course(known.session, new Date(last.at).toISOString()))
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
