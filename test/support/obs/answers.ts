import { isJson, type Request } from './envelope.ts'
import { type Answer, REQUESTS, type World } from './world.ts'

/** Answers a request otherwise: with another status, later, or never. */
export interface Script {
  readonly answer?: Answer
  readonly delayMs?: number
  readonly isLost?: boolean
  readonly times?: number
}

/** A request that was received. */
export interface SeenRequest {
  readonly requestType: string
  readonly requestData: unknown
}

/** The answers of a fake OBS, and their order relative to the events that a request causes. */
export class Answers {
  readonly seen: SeenRequest[] = []
  /** Both happen. */
  order: 'answer-first' | 'event-first'
  /** So many requests are answered 207, as while OBS loads. */
  notReady: number
  readonly #scripts = new Map<string, { readonly script: Script; left: number }>()
  readonly #timers = new Set<NodeJS.Timeout>()
  /** Events that wait for the answer before them. */
  #held: (() => void)[] | undefined

  constructor(order: Answers['order'], notReady: number) {
    this.order = order
    this.notReady = notReady
  }

  script(requestType: string, script: Script): void {
    this.#scripts.set(requestType, { script, left: script.times ?? Number.POSITIVE_INFINITY })
  }

  /** Sends an event, behind the answer that is being made where those come first. */
  inOrder(send: () => void): void {
    if (this.#held === undefined) send()
    else this.#held.push(send)
  }

  give(world: World, request: Request, send: (answer: Answer) => void): void {
    const { requestType, requestData } = request
    this.seen.push({ requestType, requestData })
    const script = this.#scriptFor(requestType)
    const held: (() => void)[] | undefined = this.order === 'answer-first' ? [] : undefined
    this.#held = held
    const answer = script?.answer ?? this.#answer(world, request)
    this.#held = undefined
    if (script?.delayMs !== undefined) this.#later(script.delayMs, () => send(answer))
    else if (!script?.isLost) send(answer)
    for (const tell of held ?? []) tell()
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }

  #answer(world: World, { requestType, requestData }: Request): Answer {
    if (this.notReady > 0) {
      this.notReady -= 1
      return { code: 207, comment: 'OBS is not ready to perform the request.' }
    }
    if (requestType === '') {
      return { code: 203, comment: "Your request's `requestType` may not be empty." }
    }
    const answering = REQUESTS[requestType]
    if (answering === undefined) return { code: 204, comment: 'Your request type is not valid.' }
    if (requestType.startsWith('Set') && !isJson(requestData)) {
      return { code: 301, comment: 'Your request data is missing or invalid (non-object)' }
    }
    return answering(world, isJson(requestData) ? requestData : {})
  }

  #scriptFor(requestType: string): Script | undefined {
    const entry = this.#scripts.get(requestType)
    if (entry === undefined || entry.left <= 0) return undefined
    entry.left -= 1
    return entry.script
  }

  #later(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      act()
    }, ms)
    this.#timers.add(timer)
  }
}
