import type { App } from '../app.ts'
import { Said } from '../shell/said.tsx'
import { useStore } from '../use-store.ts'

/** What went wrong when output was last stopped or allowed. */
export function MutingTrouble({ app: { panic, texts } }: { app: App }) {
  const { wish, trouble, unsaved } = useStore(panic.muting)
  if (unsaved !== undefined) return <Said level="wait">{texts.output.unsaved(unsaved)}</Said>
  if (trouble === undefined) return null
  if (wish !== undefined) return <Said level="bad">{texts.output.wished}</Said>
  return <Said level="bad" refusal={trouble} />
}
