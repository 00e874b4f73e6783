import type { Log } from 'promethean'
import type { IndexedModel } from '../formats/moments/models.ts'
import type { Asking } from '../formats/moments/store/thread.ts'
import type { Read } from '../formats/moments/store/waiting.ts'
import type { Copies } from './copies.ts'
import {
  builtAgain,
  foreign,
  leftBefore,
  NotThere,
  ofLostFile,
  replaced,
  vanished,
} from './errors.ts'
import type { ChromaRecord, ChromaServer } from './server.ts'
import type { PassageRecord } from './store/records.ts'
import type { Store } from './store/store.ts'

interface Parts {
  readonly store: Asking<Store>
  readonly server: ChromaServer
  /** How the names of the collections begin. */
  readonly collection: string
  /** The ids of all index files that this use ever had. */
  readonly files: () => readonly string[]
  readonly copies: Copies
  readonly signal: AbortSignal
  readonly log: Log
}

// A server may lose what it had while nobody was asking it.
const SEEN_MS = 10 * 60_000

interface Opened {
  readonly model: number
  readonly name: string
  readonly uid: string
  /** Until when it is believed to be as it was. */
  readonly until: number
}

/**
 * Brings passages into a server, and takes them away. One call is under way at a time, and what is to be deleted goes first:
 * a passage that was read before it was forgotten can never come after.
 */
export class Delivery {
  readonly #parts: Parts
  #opened: Opened | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Deletes what is to be deleted. @throws NotReady where the server cannot be reached */
  tidy(signal = this.#parts.signal): Promise<void> {
    return this.#inTurn(() => this.#tidy(signal))
  }

  /** Sees to the model's collection, at the start, after each trouble and from time to time: what it lacks is sent again. */
  prepare(model: IndexedModel): Promise<void> {
    return this.#inTurn(async () => void (await this.#open(model)))
  }

  /** The index is another one: it knows of no collection yet. */
  async beginAnew(): Promise<void> {
    await this.#inTurn(async () => {
      this.#opened = undefined
    })
  }

  /** Writes passages; those that were forgotten or have grown meanwhile are left out. */
  keep(model: IndexedModel, read: readonly Read[]): Promise<void> {
    const { store, server, signal } = this.#parts
    return this.#inTurn(async () => {
      await this.#tidy(signal)
      const { uid, name } = await this.#open(model)
      const parts = read.map(({ passage, size }) => ({ passage, size }))
      const vectors = new Map(read.map(({ passage, vector }) => [passage, vector]))
      const records = (await store.ask('records', [parts])).flatMap(one => {
        const vector = vectors.get(one.passage)
        return vector === undefined ? [] : [chromaRecord(one, vector)]
      })
      if (records.length === 0) return
      await server.upsert(uid, records, signal).catch((failure: unknown) => {
        throw failure instanceof NotThere ? vanished(name, server.address) : failure
      })
      await store.ask('wereSent', [model.id, parts])
    })
  }

  /** Deletes the collections of other models. */
  keepOnly(model: IndexedModel): Promise<boolean> {
    const { store, server, copies, signal, log } = this.#parts
    return this.#inTurn(async () => {
      const all = await store.ask('collections', [])
      const now = all.find(one => one.model === model.id)
      for (const one of all) {
        if (one === now || now === undefined) continue
        const there = await server.find(one.name, signal)
        if (there !== undefined && this.#isOurs(there)) {
          await server.drop(one.name, signal)
          log.info(replaced(one.name, now.name))
        }
        copies.remove(one.name)
        await store.ask('forgetCollection', [one.model])
      }
      return store.ask('keepOnly', [model.id])
    })
  }

  async #tidy(signal: AbortSignal): Promise<void> {
    const { store, server } = this.#parts
    for (;;) {
      const gone = await store.ask('gone', [])
      if (gone.length === 0) return
      const all = await store.ask('collections', [])
      for (const { uid } of all) if (uid !== undefined) await server.delete(uid, gone, signal)
      // Of the others it is not known yet whether they are there.
      const present = all.filter(({ uid }) => uid !== undefined)
      await this.#deleteInCopies(gone, new Set(present.map(({ name }) => name)), signal)
      await store.ask('wereDeleted', [gone])
    }
  }

  /** Deletes records in collections of earlier configs, too. */
  async #deleteInCopies(
    gone: readonly string[],
    present: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<void> {
    const { server, copies } = this.#parts
    for (const name of copies.here.filter(one => !present.has(one))) {
      const found = await server.find(name, signal)
      if (found !== undefined && this.#isOurs(found)) await server.delete(found.id, gone, signal)
      else copies.remove(name)
    }
  }

  /** Whether this use made a collection, with this index file or one before it. */
  #isOurs({ owner }: { readonly owner: string | undefined }): boolean {
    return owner !== undefined && this.#parts.files().includes(owner)
  }

  async #open(model: IndexedModel): Promise<Opened> {
    const opened = this.#opened
    if (opened?.model === model.id && opened.until > Date.now()) return opened
    const { store, server, collection, copies, signal, log } = this.#parts
    const wanted = `${collection}-${plain(model.name)}-${model.dimensions}`
    const { name, uid } = await store.ask('collectionOf', [model.id, wanted])
    const there = await this.#found(name, uid)
    copies.add(name)
    const found = there ?? (await this.#made(name, model))
    if (found.id !== uid) {
      if (uid !== undefined) log.warn(builtAgain(name, undefined))
      await store.ask('sendAll', [model.id, found.id])
    } else {
      const missing = (await store.ask('sent', [model.id])) - (await server.count(uid, signal))
      if (missing > 0) {
        log.warn(builtAgain(name, missing))
        await store.ask('sendAll', [model.id, uid])
      }
    }
    this.#opened = { model: model.id, name, uid: found.id, until: Date.now() + SEEN_MS }
    return this.#opened
  }

  /** The collection of this name, if this index writes to it; one of a lost index or of an earlier config is deleted. */
  async #found(name: string, uid: string | undefined) {
    const { server, files, signal, log } = this.#parts
    const found = await server.find(name, signal)
    const [now, ...before] = files()
    if (found === undefined || (found.owner === now && uid !== undefined)) return found
    if (!this.#isOurs(found)) throw foreign(name, server.address)
    // What was forgotten since an earlier config wrote to it may still be in it.
    log.warn(before.includes(found.owner ?? '') ? ofLostFile(name) : leftBefore(name))
    await server.drop(name, signal)
    return undefined
  }

  #made(name: string, model: IndexedModel) {
    const { server, files, signal } = this.#parts
    const [owner = ''] = files()
    return server.make(name, { owner, model: model.name, dimensions: model.dimensions }, signal)
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work).catch((failure: unknown) => {
      // Whatever it was: the next one looks whether everything is still there.
      this.#opened = undefined
      throw failure
    })
    this.#last = turn.catch(() => undefined)
    return turn
  }
}

function chromaRecord(
  { record, text, scope, begin, end, ids }: PassageRecord,
  vector: Float32Array,
): ChromaRecord {
  const { place, isMoment, platform, channel, session, test } = scope
  const metadata = {
    ...{ place, moment: isMoment, begin, end, events: JSON.stringify(ids) },
    ...(platform !== undefined && { platform }),
    ...(channel !== undefined && { channel }),
    ...(session !== undefined && { session }),
    ...(test !== undefined && { test }),
  }
  return { id: record, text, vector, metadata }
}

/** A model's name as a part of a collection's. */
function plain(model: string): string {
  const name = model.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return name.slice(0, 100).replaceAll(/^-|-$/g, '') || 'model'
}
