/** An event as JSON, as far as it is described. */
export interface CauseEvent {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

const MOST = 120

/** An event in a few words: `Bea: which game is this?`, else its type. */
export function causeText({ type, data }: CauseEvent): string {
  const who: unknown = Reflect.get(Object(data.user), 'displayName')
  const said = data.text ?? data.title ?? data.message
  const words = [who, said].filter(word => typeof word === 'string').join(': ')
  const all = words === '' ? type : words
  const points = [...all]
  return points.length > MOST ? `${points.slice(0, MOST - 1).join('')}…` : all
}
