import type { ComponentChildren } from 'preact'
import type { App } from '../app.ts'
import { Icon, type IconName } from '../shell/icons.tsx'
import { useStore } from '../use-store.ts'

interface HealthRowParts {
  readonly app: App
  readonly level: 'good' | 'wait' | 'bad'
  readonly sign: IconName
  readonly name: string
  /** How it is doing, in a word. */
  readonly word: string
  /** At the end of the line. */
  readonly aside?: ComponentChildren
  /** What marks it for tests and styles: `data-plugin` and the like. */
  readonly marks: Readonly<Record<`data-${string}`, string>>
  readonly children?: ComponentChildren
}

/** One line of health: a sign, a name, a word; below it whatever more there is to say. */
export function HealthRow(parts: HealthRowParts) {
  const { app, level, sign, name, word, aside, marks, children } = parts
  // Nothing is known of what was well before.
  const isGone = useStore(app.connection.state) === 'gone'
  return (
    <li class="row" data-level={level} {...marks}>
      <div class="health-line">
        <span class="health-state">
          <Icon name={isGone ? 'ask' : sign} />
          <b>{name}</b> {word}
        </span>
        {aside}
      </div>
      {children}
    </li>
  )
}
