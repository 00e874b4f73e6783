import { texts } from '../texts.ts'
import { nameColours } from './name-colour.ts'
import { nameOf, type Person } from './person.ts'
import { shownText } from './shown-text.ts'
import './style.css'

/** Longer names end with an ellipsis in any case. */
export const MOST_NAME = 100

const ROLES: Readonly<Record<string, { readonly word: string; readonly sign: string }>> =
  texts.chat.roles

/** A name in its colour, behind the signs of its roles. */
export function PersonName({ person }: { person: Person }) {
  const name = nameOf(person)
  const { onDark, onLight } = nameColours(person.color, person.name ?? name ?? '')
  const known = person.roles.flatMap(role =>
    Object.hasOwn(ROLES, role) ? (ROLES[role] ?? []) : [],
  )
  return (
    <>
      {known.map(({ word, sign }) => (
        <span key={word} class="role" role="img" aria-label={word} title={word}>
          {sign}
        </span>
      ))}
      <bdi
        class={name === undefined ? 'name clip is-nameless' : 'name clip'}
        title={name}
        style={{ '--on-dark': onDark, '--on-light': onLight }}
      >
        {name === undefined ? texts.chat.nameless : shownText(name, MOST_NAME)}
      </bdi>
    </>
  )
}
