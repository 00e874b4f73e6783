import {
  type Actions,
  type Json,
  messageOf,
  NotReady,
  nearest,
  PrometheanError,
  type Provided,
} from 'promethean'
import { fields } from '../../formats/json.ts'
import { firstText, listOf } from '../fields.ts'
import type { Session } from '../session.ts'
import type { OwnActions } from './own-actions.ts'
import { RequestFailure } from './pending-requests.ts'

/** An action as Streamer.bot lists it. */
interface ListedAction {
  readonly id: string
  readonly name: string
  readonly isEnabled: boolean
}

interface ActionsSettings {
  /** The current connection, if it is ready. */
  session(): Session | undefined
  readonly ownActions: OwnActions
}

type Args = Readonly<Record<string, Json>>

/** Runs Streamer.bot's actions. Resolves when one is queued; Streamer.bot does not report when it is done. */
export function createActions({ session, ownActions }: ActionsSettings): Provided<typeof Actions> {
  const lists = new WeakMap<Session, readonly ListedAction[]>()

  /** Asked once a connection, and again for a name that is not in it: it may be new. */
  async function find(at: Session, wanted: string, signal: AbortSignal | undefined) {
    const known = lists.get(at)?.find(action => isCalled(action, wanted))
    if (known !== undefined) return known
    const list = await listOfActions(at, signal)
    if (list === undefined) return undefined
    lists.set(at, list)
    const found = list.find(action => isCalled(action, wanted))
    if (found === undefined) throw unknownAction(wanted, list)
    return found
  }

  return {
    async run(wanted, args = {}, { signal } = {}) {
      refuseReserved(wanted, args)
      const at = session()
      if (at === undefined) throw notConnected(wanted)
      try {
        const found = await find(at, wanted, signal)
        const action = isId(wanted, found) ? { id: wanted } : { name: wanted }
        ownActions.expect(found ?? action, args)
        await at.ask('DoAction', { action, args }, signal)
      } catch (failure) {
        throw failureOf(wanted, failure)
      }
    },
  }
}

// If the list of actions is unavailable, the action is run anyway; Streamer.bot decides.
async function listOfActions(at: Session, signal: AbortSignal | undefined) {
  try {
    return actionsIn(await at.ask('GetActions', {}, signal))
  } catch (failure) {
    const isUnknown = failure instanceof RequestFailure && failure.kind === 'refused'
    if (isUnknown) return undefined
    throw failure
  }
}

function isId(wanted: string, found: ListedAction | undefined): boolean {
  return found === undefined
    ? /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(wanted)
    : found.id === wanted
}

/** The actions of a `GetActions` answer. */
export function actionsIn(answer: unknown): readonly ListedAction[] {
  return listOf(fields(answer).actions).flatMap(({ id, name, enabled }) => {
    const [actionId, called] = [firstText(id), firstText(name)]
    if (actionId === undefined || called === undefined) return []
    return [{ id: actionId, name: called, isEnabled: enabled !== false }]
  })
}

/** Whether this is the id or the name of an action. */
export function isCalled({ id, name }: ListedAction, wanted: string): boolean {
  return id === wanted || name === wanted
}

/** Streamer.bot has no such action. */
function unknownAction(wanted: string, list: readonly ListedAction[]): PrometheanError {
  const near = nearest(
    wanted,
    list.map(({ name }) => name),
  )
  const advice =
    near === undefined ? 'create it there, or correct the name' : `did you mean ${near}?`
  return new PrometheanError('runtime', {
    what: `cannot run the action ${wanted}`,
    why: 'Streamer.bot has no action with that name or id',
    advice,
  })
}

// https://docs.streamer.bot/guide/core/variables: it fills these itself, so a value of ours would be lost.
const RESERVED = ['actionId', 'actionName', 'runningActionId', 'actionQueuedAt', 'source']

function refuseReserved(wanted: string, args: Args): void {
  const taken = RESERVED.find(name => Object.hasOwn(args, name))
  if (taken === undefined) return
  throw new PrometheanError('runtime', {
    what: `cannot run the action ${wanted}`,
    why: `Streamer.bot sets the argument ${taken} itself`,
    advice: 'rename yours',
  })
}

function notConnected(wanted: string): NotReady {
  return new NotReady({
    what: `cannot run the action ${wanted}`,
    why: 'Streamer.bot is not connected',
    advice: 'it reconnects by itself',
  })
}

function failureOf(wanted: string, failure: unknown): unknown {
  if (!(failure instanceof RequestFailure)) return failure
  const why =
    failure.kind === 'refused' ? `Streamer.bot says: ${messageOf(failure)}` : failure.message
  return new PrometheanError(
    'runtime',
    {
      what: `cannot run the action ${wanted}`,
      why,
      advice: 'check Action Queues, Action History there',
    },
    { cause: failure },
  )
}
