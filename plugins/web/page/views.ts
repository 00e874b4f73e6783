import type { ComponentType } from 'preact'
import type { App } from './app.ts'
import { Chat } from './chat/index.tsx'
import { Curves } from './curves/index.tsx'
import { Health } from './health/index.tsx'
import { texts } from './texts.ts'

/** A part of the page: a tab where there is little room, a panel where there is more. */
export interface View {
  readonly id: string
  readonly title: string
  /** One character, decoration only. */
  readonly icon: string
  readonly component: ComponentType<{ app: App }>
  /** Its column on a wide page: what one watches, chat, or the rest. */
  readonly place: 'side' | 'main' | 'more'
  /** Of the tabs, and of the panels of one place; the least first. */
  readonly order: number
}

const all: readonly View[] = [
  {
    id: 'health',
    title: texts.health.title,
    icon: '♥',
    component: Health,
    place: 'side',
    order: 10,
  },
  {
    id: 'curves',
    title: texts.curves.title,
    icon: '∿',
    component: Curves,
    place: 'more',
    order: 50,
  },
  { id: 'chat', title: texts.chat.title, icon: '✉', component: Chat, place: 'main', order: 10 },
]

/** In their order. */
export const views: readonly View[] = [...all].sort((a, b) => a.order - b.order)
