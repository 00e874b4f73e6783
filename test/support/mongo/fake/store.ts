import { type Document, Long } from 'mongodb'
import { FakeCollection } from './collection.ts'
import { CommandError } from './command-error.ts'

const maxCursors = 1_000

/** All databases of a fake, its open cursors, and its configured faults. */
export class FakeStore {
  /** Returns why a document is refused; undefined if it is accepted. */
  refuse: (document: Document) => string | undefined = () => undefined
  /** Documents still to be taken before the connection is cut. */
  cutAfter = Number.POSITIVE_INFINITY
  readonly #collections = new Map<string, FakeCollection>()
  readonly #cursors = new Map<string, Document[]>()
  #lastCursor = 0

  /** Created if it does not exist. */
  collection(database: string, name: string): FakeCollection {
    const namespace = `${database}.${name}`
    const known = this.#collections.get(namespace) ?? new FakeCollection(namespace)
    this.#collections.set(namespace, known)
    return known
  }

  existing(database: string, name: string): FakeCollection | undefined {
    return this.#collections.get(`${database}.${name}`)
  }

  names(database: string): readonly { name: string; options: Document }[] {
    return [...this.#collections]
      .filter(([namespace]) => namespace.startsWith(`${database}.`))
      .map(([namespace, { options }]) => ({ name: namespace.slice(database.length + 1), options }))
  }

  drop(database: string, name: string): boolean {
    return this.#collections.delete(`${database}.${name}`)
  }

  /** @throws CommandError where a test wants this document refused */
  check(document: Document): void {
    const reason = this.refuse(document)
    if (reason !== undefined) throw new CommandError(121, reason)
  }

  /** @throws Cut where the connection must end in the middle of a batch */
  inserted(): void {
    this.cutAfter -= 1
    if (this.cutAfter > 0) return
    this.cutAfter = Number.POSITIVE_INFINITY
    throw new Cut()
  }

  /** The first part of an answer; the rest waits for getMore. */
  open(namespace: string, documents: Document[], batchSize: number): Document {
    const rest = documents.slice(batchSize)
    const firstBatch = rest.length > 0 ? documents.slice(0, batchSize) : documents
    return { cursor: { id: this.#keep(rest), ns: namespace, firstBatch } }
  }

  /** @throws CommandError 43 where there is no such cursor */
  next(namespace: string, id: unknown, batchSize = 1_000): Document {
    const documents = this.#cursors.get(String(id))
    if (documents === undefined) throw new CommandError(43, `cursor id ${id} not found`)
    const nextBatch = documents.splice(0, batchSize)
    const isDone = documents.length === 0
    if (isDone) this.#cursors.delete(String(id))
    return {
      cursor: { id: isDone ? Long.ZERO : Long.fromString(String(id)), ns: namespace, nextBatch },
    }
  }

  forget(ids: readonly unknown[]): unknown[] {
    return ids.filter(id => this.#cursors.delete(String(id)))
  }

  #keep(documents: Document[]): Long {
    if (documents.length === 0) return Long.ZERO
    this.#lastCursor += 1
    this.#cursors.set(String(this.#lastCursor), documents)
    const [oldest] = this.#cursors.keys()
    if (this.#cursors.size > maxCursors && oldest !== undefined) this.#cursors.delete(oldest)
    return Long.fromNumber(this.#lastCursor)
  }
}

/** Not an answer: the connection ends here. */
export class Cut extends Error {}
