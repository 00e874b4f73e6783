import type { App } from '../app.ts'
import { Said } from '../shell/said.tsx'
import type { Doing } from './use-act.ts'

/** What became of an act. */
export function Became({ app, doing }: { app: App; doing: Doing }) {
  if (doing.phase === 'idle') return null
  if (doing.phase === 'refused') return <Said level="bad" refusal={doing.refusal} />
  if (doing.phase === 'done') return <Said level={doing.level}>{doing.words}</Said>
  return <Said level="wait">{app.texts.acts.pending}</Said>
}
