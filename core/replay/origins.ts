import type { Event } from '../events/event.ts'
import type { Done } from './effects-compared.ts'

// Deeper than any real chain of answers.
const MAX_STEPS = 40

/** The origin of an event that each run creates again; undefined if it came from outside. */
export type SaidAnew = (
  id: string,
) => Promise<Pick<Event, 'cause'> | undefined> | Pick<Event, 'cause'> | undefined

/** With the event from outside that began each as its cause: what plugins say themselves has another id in each life. */
export async function traced(done: readonly Done[], saidAnew: SaidAnew): Promise<readonly Done[]> {
  const known = new Map<string, string | undefined>()
  const found: Done[] = []
  for (const { cause: direct, ...one } of done) {
    if (direct !== undefined && !known.has(direct)) known.set(direct, await began(direct, saidAnew))
    const cause = direct === undefined ? undefined : known.get(direct)
    found.push({ ...one, ...(cause !== undefined && { cause }) })
  }
  return found
}

/** @returns undefined if nothing from outside did */
async function began(cause: string, saidAnew: SaidAnew): Promise<string | undefined> {
  let id: string | undefined = cause
  for (let steps = 0; id !== undefined && steps < MAX_STEPS; steps += 1) {
    const told = await saidAnew(id)
    if (told === undefined) return id
    id = told.cause
  }
  return id
}
