import { Icon } from './icons.tsx'
import type { PageTrouble } from './trouble.ts'

/** Instead of everything else: what is wrong, and what to do. */
export function TroublePage({ trouble: { what, todo } }: { trouble: PageTrouble }) {
  return (
    <main class="trouble" data-level="bad">
      <div role="alert">
        <h2 class="trouble-what">
          <Icon name="bad" /> {what}
        </h2>
        <p>{todo}</p>
      </div>
    </main>
  )
}
