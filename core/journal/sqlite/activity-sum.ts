import type { ActivityQuery, KeptActivity, KeptStep } from '../activity.ts'
import { OF_A_WRITER, type PackedActivityQuery, type StepLines } from './kept/activity.ts'
import type { FreshActivity, ToldActivity } from './kept/fresh-activity.ts'
import { type CountedStep, SettledSteps } from './settled-steps.ts'
import type { Ask } from './worker-store.ts'

/** Of so many one asks at once: some 40 ms. */
const WRITERS = 1_000

/** Answers for activities, out of a store that is asked in pieces. */
export function activities(ask: Ask): (query: ActivityQuery) => Promise<KeptActivity> {
  const settled = new SettledSteps(ask)
  return async asked => {
    const query = packQuery(asked)
    const { known, rest, keep } = await settled.of(query)
    const sum = new ActivitySum(query)
    sum.addCounted(known)
    if (rest.steps > 0) await addCountOf(ask, rest, sum)
    keep(sum.counted())
    return sum.activity(await ask('toldActivity', query))
  }
}

async function addCountOf(ask: Ask, query: PackedActivityQuery, sum: ActivitySum): Promise<void> {
  const plan = await ask('activityPlan', query)
  sum.addLines(plan.lines)
  const { wrote, ...part } = plan
  for (const piece of pieces(wrote)) {
    const { chatters, own } = await ask('activityChatters', part, piece)
    sum.addChatters(chatters)
    sum.addLines(own.map(([step, platform, lines]) => [step, platform, -lines]))
  }
  let next: FreshActivity['next'] = plan.fresh
  while (next !== undefined) {
    const fresh: FreshActivity = await ask('freshActivity', part, next)
    sum.addLines(fresh.lines)
    sum.addFresh(fresh.chatters)
    next = fresh.next
  }
}

function packQuery({ session, since, until, stepMs, tests }: ActivityQuery): PackedActivityQuery {
  const first = Math.floor(since.getTime() / stepMs)
  const steps = Math.max(Math.ceil(until.getTime() / stepMs) - first, 1)
  return { session: session ?? null, tests: tests ? 1 : 0, first, steps, stepMs }
}

/** Slices in which a person is not divided: in two pieces he would be counted twice. */
function* pieces(wrote: Int32Array) {
  const person = (at: number) => wrote[at]
  for (let from = 0; from < wrote.length; ) {
    let to = Math.min(from + WRITERS * OF_A_WRITER, wrote.length)
    while (to < wrote.length && person(to) === person(to - OF_A_WRITER)) to += OF_A_WRITER
    // Copied: a part of a larger one would cross to the worker with all of it.
    yield wrote.slice(from, to)
    from = to
  }
}

// A kind of lines of which all were our own is none; a source may have told no platform.
function named(lines: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const others = [...lines].filter(([, count]) => count > 0)
  return new Map(others.map(([platform, count]) => [platform || 'unknown', count]))
}

interface Step {
  readonly lines: Map<string, number>
  readonly fresh: Set<string>
  known: number
}

class ActivitySum {
  readonly #query: PackedActivityQuery
  readonly #steps = new Map<number, Step>()

  constructor(query: PackedActivityQuery) {
    this.#query = query
  }

  addCounted(steps: readonly CountedStep[]): void {
    for (const { step: number, lines, chatters } of steps) {
      this.addLines([...lines].map(([platform, count]) => [number, platform, count]))
      this.addChatters([[number, chatters]])
    }
  }

  addLines(lines: readonly StepLines[]): void {
    for (const [number, platform, count] of lines) {
      const step = this.#step(number)
      step?.lines.set(platform, (step.lines.get(platform) ?? 0) + count)
    }
  }

  addChatters(chatters: readonly (readonly [step: number, chatters: number])[]): void {
    for (const [number, count] of chatters) {
      const step = this.#step(number)
      if (step !== undefined) step.known += count
    }
  }

  addFresh(chatters: FreshActivity['chatters']): void {
    for (const [number, who] of chatters) this.#step(number)?.fresh.add(who)
  }

  /** What was added up to now. */
  counted(): readonly CountedStep[] {
    return [...this.#steps].map(([step, { lines, known, fresh }]) => ({
      ...{ step, lines: new Map(lines), chatters: known + fresh.size },
    }))
  }

  activity({ moods, viewers }: ToldActivity): KeptActivity {
    const sentiments = new Map(moods.map(([step, sum, count]) => [step, sum / count]))
    for (const step of sentiments.keys()) this.#step(step)
    const steps = [...this.#steps].map(([step, { lines, known, fresh }]): KeptStep => {
      const sentiment = sentiments.get(step)
      return {
        ...{ step, lines: named(lines) },
        chatters: known + fresh.size,
        ...(sentiment !== undefined && { sentiment }),
      }
    })
    const toldViewers = viewers.map(([at, platform, count]) => ({
      ...{ at: new Date(at), platform, viewers: count },
    }))
    return {
      steps: steps.sort((a, b) => a.step - b.step),
      viewers: toldViewers.sort((a, b) => a.at.getTime() - b.at.getTime()),
    }
  }

  // A fresh event may be later than what was asked for.
  #step(number: number): Step | undefined {
    const { first, steps } = this.#query
    if (number < first || number >= first + steps) return undefined
    const step = this.#steps.get(number) ?? { lines: new Map(), fresh: new Set(), known: 0 }
    this.#steps.set(number, step)
    return step
  }
}
