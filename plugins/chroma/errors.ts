import { NotReady, PluginFailure, Refused } from 'promethean'
import type { Copy } from './copies.ts'

/** The client is not installed. */
export function notInstalled(): PluginFailure {
  return new PluginFailure({
    what: 'cannot use Chroma',
    why: 'not installed: chromadb',
    advice: 'run npm i chromadb',
  })
}

/** The server does not have it. */
export class NotThere extends Error {}

/** The server did not answer in time. */
export function late(address: string, ms: number): NotReady {
  return new NotReady({
    what: `cannot use Chroma at ${address}`,
    why: `it did not answer within ${ms / 1_000} s`,
    advice: 'restart it; everything waits until it answers',
  })
}

/** What the client's error means. */
export function failureOf(failure: unknown, address: string): Error {
  const what = `cannot use Chroma at ${address}`
  const { name, message } = failure instanceof Error ? failure : { name: '', message: '' }
  if (name === 'ChromaNotFoundError') return new NotThere(message)
  if (name === 'ChromaClientError')
    return new Refused({ what: `Chroma at ${address} refused what was sent`, why: message })
  if (['ChromaAuthError', 'ChromaForbiddenError'].includes(name))
    return new NotReady({ what, why: 'it rejects the token', advice: 'correct the option token' })
  if (name === 'ChromaConnectionError')
    return new NotReady({
      what,
      why: 'it cannot be reached',
      advice: 'start the server or correct url; everything waits until it answers',
    })
  return new NotReady({ what, why: message || String(failure), advice: 'look at its log' })
}

/** A collection cannot be made because the place for it is missing. */
export function noPlace(address: string): NotReady {
  return new NotReady({
    what: `cannot make a collection in Chroma at ${address}`,
    why: 'it does not know this tenant or database',
    advice: 'create them there, or correct the options tenant and database',
  })
}

/** Another program has a collection of this name. */
export function foreign(name: string, address: string): NotReady {
  return new NotReady({
    what: `cannot write to the collection ${name} of Chroma at ${address}`,
    why: 'another Promethean or another program made it',
    advice: 'choose another name with the option collection, or delete it there',
  })
}

/** The collection went while it was written to. */
export function vanished(name: string, address: string): NotReady {
  return new NotReady({
    what: `cannot write to the collection ${name} of Chroma at ${address}`,
    why: 'it has just been deleted',
    advice: 'nothing needs to be done: it is created again',
  })
}

/** What was there is not there any more. */
export function builtAgain(name: string, missing: number | undefined): string {
  const records = missing === 1 ? '1 record' : `${missing} records`
  const why = missing === undefined ? 'was deleted' : `lacks ${records}`
  return `the collection ${name} ${why} and is built again`
}

/** An earlier config wrote to it. */
export function leftBefore(name: string): string {
  return `the collection ${name} was written by an earlier config: it is deleted and built again`
}

/** A collection that nobody writes to any more, and that may hold what was forgotten. */
export function unreached({ name, tenant, database }: Copy, address: string): string {
  return `the collection ${name} of tenant ${tenant}, database ${database}, in Chroma at ${address}, which an earlier config wrote; delete it there`
}

/** The index was lost, and this collection belonged to it. */
export function ofLostFile(name: string): string {
  return `the collection ${name} belonged to the index that was lost: it is deleted and built again`
}

/** Another model has read all. */
export function replaced(before: string, now: string): string {
  return `the collection ${before} of the model before was deleted: ${now} has everything`
}
