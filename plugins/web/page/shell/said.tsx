import type { ComponentChildren } from 'preact'
import { Icon } from './icons.tsx'

interface SaidParts {
  readonly level: 'bad' | 'wait' | 'good'
  /** What could not be done, why, and what to do. */
  readonly refusal?: { readonly what: string; readonly why?: string; readonly advice?: string }
  readonly children?: ComponentChildren
}

/** A sentence about what was just done; a screen reader reads it out. */
export function Said({ level, refusal, children }: SaidParts) {
  return (
    <p class="said" data-level={level} role="status">
      <Icon name={level} /> {refusal !== undefined && sentence(refusal)}
      {children}
    </p>
  )
}

function sentence({ what, why, advice }: NonNullable<SaidParts['refusal']>): string {
  return [[what, why].filter(Boolean).join(': '), advice].filter(Boolean).join('; ')
}
