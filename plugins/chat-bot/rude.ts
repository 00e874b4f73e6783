import type { RegExpMatcher } from 'obscenity'

let matcher: Promise<RegExpMatcher> | undefined

/** Whether a text is one a platform would ban an account for. The word list is English. */
export async function isRude(text: string): Promise<boolean> {
  matcher ??= loadMatcher()
  return (await matcher).hasMatch(text)
}

// Loaded on use: only what a model writes is looked at.
async function loadMatcher(): Promise<RegExpMatcher> {
  const { RegExpMatcher, englishDataset, englishRecommendedTransformers } = await import(
    'obscenity'
  )
  return new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers })
}
