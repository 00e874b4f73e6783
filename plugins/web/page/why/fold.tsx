import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

/** A part that is made when it is opened for the first time. */
export function Fold({ title, children }: { title: string; children(): ComponentChildren }) {
  const [wasOpened, setOpened] = useState(false)
  return (
    <details class="fold" onToggle={({ currentTarget }) => currentTarget.open && setOpened(true)}>
      <summary>{title}</summary>
      {wasOpened && children()}
    </details>
  )
}
