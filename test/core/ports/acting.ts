import { EMPTY, endWith, ignoreElements, merge, type Observable, Subject, takeUntil } from 'rxjs'
import { expect } from 'vitest'
import {
  type Context,
  definePlugin,
  type Event,
  type NewEvent,
  TitleTarget,
} from '../../../core/index.ts'
import type { EffectGate } from '../../../core/ports/gate.ts'
import { line, world } from '../supervisor/world.ts'

export type Line = Event<'chat.message'>
type On = Context['on']
type Consume = Context['consume']
/** Sets a title: the text of the event it answers, so that a wrong cause shows. */
export type Act = (text: string, cause?: Event) => Promise<unknown>

export const bea = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }
export const turn = () => new Promise(resolve => setImmediate(resolve))

/** What an effect did for which event: the text it was given, and that of the event it is known to answer. */
type Answered = readonly [done: unknown, of: string | undefined]

export type Setup = (
  on: On,
  act: Act,
  publish: (told: NewEvent) => void,
  consume: Consume,
) => Observable<unknown> | void

/** Takes titles, were there no gate before it. */
export const farEnd = definePlugin({
  name: 'far-end',
  provides: [TitleTarget],
  setup: ({ provide }) => {
    const nobody = async () => expect.fail('a gate stands before it')
    provide(TitleTarget, { setTitle: nobody, getTitle: nobody })
  },
})

/** Emits once the plugin hears nothing more. */
export const ended = (on: On) => on().pipe(ignoreElements(), endWith(undefined))

export const nameOf = (told: Event | undefined) =>
  told?.type === 'chat.message' ? told.data.text : told?.type

/** Written down instead of done: each effect's first value, and the event it answers. */
function writtenDown(onEffect: (value: unknown, of: string | undefined) => void): EffectGate {
  return {
    capture: ({ values, cause }) => onEffect(values[0], nameOf(cause)),
  }
}

/** What the effects of a runtime with this gate answer, in order. */
export function causesSeen() {
  const causes: (string | undefined)[] = []
  return { causes, gate: writtenDown((_value, of) => causes.push(of)) }
}

/** A plugin that acts, a far end, and a simulator; the effects that would be done are written down. */
export async function acting(setup: Setup) {
  const done: Answered[] = []
  const gate = writtenDown((value, of) => done.push([value, of]))
  const actor = definePlugin({
    name: 'actor',
    needs: { title: TitleTarget },
    setup: ({ on, ports, consume }) => {
      const act: Act = (text, cause) => ports.title.setTitle(text, cause && { cause })
      const told = new Subject<NewEvent>()
      const acted = setup(on, act, one => told.next(one), consume) ?? EMPTY
      return merge(told.pipe(takeUntil(ended(on))), acted.pipe(ignoreElements()))
    },
  })
  const invented = new Subject<NewEvent>()
  const simulator = definePlugin({ name: 'simulator', invents: true, setup: () => invented })
  const made = await world([farEnd(), simulator(), actor()], { gate })
  const tellAll = () => {
    made.tell(line('test', { test: true }), line('first'), line('second'))
    invented.next(line('made up'))
    made.tell(line('third'))
  }
  /** How often it is said of an event that it was simulated. */
  const heldBack = async (text: string) => {
    await made.runtime.flush()
    const found = await made.journal.find(`twitch:chat.message:${text}`)
    return (found?.notes ?? []).filter(note => note.text.includes('was simulated')).length
  }
  return { ...made, done, tellAll, heldBack }
}
