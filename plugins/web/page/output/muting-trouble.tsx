import type { App } from '../app.ts'
import { Said } from '../shell/said.tsx'
import { useStore } from '../use-store.ts'
import { mutedNow } from './muting.ts'

/** What went wrong when output was last stopped or allowed. */
export function MutingTrouble({ app: { panic, texts } }: { app: App }) {
  const { wishes, trouble, unsaved } = useStore(panic.muting)
  if (unsaved !== undefined) return <Said level="wait">{texts.output.unsaved(unsaved)}</Said>
  if (trouble === undefined) return null
  const { all, plugins } = mutedNow(undefined, wishes)
  if (all) return <Said level="bad">{texts.output.queued}</Said>
  if (plugins.length > 0)
    return <Said level="bad">{texts.output.queuedSome(plugins.join(', '))}</Said>
  return <Said level="bad" refusal={trouble} />
}
