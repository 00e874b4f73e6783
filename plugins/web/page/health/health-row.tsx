import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from '../shell/icons.tsx'

interface HealthRowParts {
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
  const { level, sign, name, word, aside, marks, children } = parts
  return (
    <li class="row" data-level={level} {...marks}>
      <div class="health-line">
        <span class="health-state">
          <Icon name={sign} />
          <b>{name}</b> {word}
        </span>
        {aside}
      </div>
      {children}
    </li>
  )
}
