import { aboutProvider, type Platform, TitleTarget } from 'promethean'

/** The platforms a title goes to, as far as the target says so. */
export function platformsOf(target: TitleTarget | undefined): readonly Platform[] {
  // Whose word it is may be somebody's without types.
  const found: unknown = target && aboutProvider(TitleTarget, target)?.platforms?.()
  return Array.isArray(found) ? found.filter(one => typeof one === 'string') : []
}
