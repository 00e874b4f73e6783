import type { Welcome } from '../../wire.ts'
import type { ConnectionState } from '../connection.ts'
import type { texts } from '../texts.ts'

/** Why the page can show nothing at all. */
export interface PageTrouble {
  readonly what: string
  readonly todo: string
}

export interface Circumstances {
  readonly hasWebSocket: boolean
  readonly hasToken: boolean
  readonly state: ConnectionState
  readonly welcome: Welcome['welcome'] | undefined
}

/** @returns undefined if the page can be shown */
export function troubleOf(
  { hasWebSocket, hasToken, state, welcome }: Circumstances,
  words: (typeof texts)['trouble'],
): PageTrouble | undefined {
  if (!hasWebSocket) return { what: words.noWebSocket, todo: words.noWebSocketTodo }
  if (!hasToken) return { what: words.noToken, todo: words.noTokenTodo }
  if (state === 'refused') return { what: words.refused, todo: words.refusedTodo }
  if (welcome === undefined || welcome.may.includes('status')) return undefined
  const todo = words.mayNotSeeTodo(welcome.may.join(', '))
  return { what: words.mayNotSee(welcome.name), todo }
}
