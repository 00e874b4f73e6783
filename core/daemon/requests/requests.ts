import type { CheckedConfig } from '../../config/check/check.ts'
import type { Plan } from '../../config/plan.ts'
import { deliveredEvent } from '../../journal/history.ts'
import type { Runtime } from '../../runtime/runtime.ts'
import { requests } from '../control/schemas.ts'
import type { Commands } from '../control/server.ts'
import type { Streams } from '../control/streams.ts'
import type { RefusedEdit } from '../reloads.ts'
import { statusOf } from '../run-status.ts'
import { dropParked, knownConsumer, rewindPosition } from './consumers.ts'
import { firedEvent } from './fired-event.ts'
import { requireTypes } from './known-types.ts'
import type { Tails } from './tails.ts'

/** What a running instance says of edits. */
export interface Edits {
  readonly refusal: RefusedEdit | undefined
  plan(file: string | undefined): Promise<Plan>
}

/** What an instance does that is still starting: the panic switch. */
export function startingCommands({ muting }: Runtime): Commands {
  return {
    mute: body => muting.mute(requests.mute.parse(body).plugin),
    unmute: body => muting.unmute(requests.mute.parse(body).plugin),
  }
}

/** What a running instance does for `status`, `plan`, `rewind`, `parked`, `approve`, `fire` and `explain`. */
export function runningCommands(runtime: Runtime, edits: Edits): Commands {
  const { journal } = runtime
  return {
    status: () => statusOf(runtime, edits.refusal),
    plan: async body => edits.plan(requests.plan.parse(body).file),
    rewind: async body => {
      const { consumer, since, refilter } = requests.rewind.parse(body)
      const from = since === undefined ? undefined : new Date(since)
      const position = await rewindPosition(journal, consumer, from)
      await runtime.rewind(consumer, position, { refilter })
      return { position }
    },
    'parked/retry': async body => {
      const { consumer } = requests.parked.parse(body)
      await knownConsumer(journal, consumer)
      const taken = await runtime.retryParked(consumer)
      return { taken, left: (await journal.parked(consumer)).length }
    },
    concerned: async body => {
      const found = await journal.find(requests.concerned.parse(body).id)
      return found === undefined ? null : runtime.concerned(deliveredEvent(found.row))
    },
    'parked/drop': async body => dropParked(journal, requests.parked.parse(body).consumer),
    approve: async body => {
      const { drop, which } = requests.approve.parse(body)
      const decided = runtime.approvals.decide(drop ? 'dropped' : 'approved', which)
      return { decided, left: runtime.approvals.waiting }
    },
    ...startingCommands(runtime),
    fire: async body => {
      const { uses } = configOf(runtime)
      const { told, filled } = await firedEvent({ uses, platforms: runtime.platforms() }, body)
      const { id } = runtime.fire(told)
      return { id, filled }
    },
  }
}

/** What a running instance tells line by line, for `tail`. */
export function runningStreams(runtime: Runtime, tails: Tails): Streams {
  return {
    tail: (body, signal) => {
      const wish = requests.tail.parse(body)
      requireTypes(configOf(runtime), wish.types)
      return tails.listen(wish, signal)
    },
  }
}

function configOf({ config }: Runtime): CheckedConfig {
  if (config === undefined) throw new Error('unreachable: an instance without a config')
  return config
}
