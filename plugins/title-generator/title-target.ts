import { aboutProvider, type Platform, TitleTarget } from 'promethean'

/** The port of this plugin id; default: the first. */
export function chosen<T>(found: ReadonlyMap<string, T>, id: string | undefined): T | undefined {
  return chosenWithId(found, id)?.port
}

/** The same, with the id of the use that provides it. */
export function chosenWithId<T>(found: ReadonlyMap<string, T>, wanted: string | undefined) {
  for (const [id, port] of found) if (wanted === undefined || id === wanted) return { id, port }
  return undefined
}

/** The platforms a title goes to, as far as the target says so. */
export function platformsOf(target: TitleTarget | undefined): readonly Platform[] {
  // Whose word it is may be somebody's without types.
  const found: unknown = target && aboutProvider(TitleTarget, target)?.platforms?.()
  return Array.isArray(found) ? found.filter(one => typeof one === 'string') : []
}
