import type { ComponentType } from 'preact'
import type { App } from './app.ts'
import { Chat } from './chat/index.tsx'
import { Curves } from './curves/index.tsx'
import { Events } from './events/index.tsx'
import { Health } from './health/index.tsx'
import { Output } from './output/index.tsx'
import { Search } from './search/index.tsx'
import type { IconName } from './shell/icons.tsx'
import { Streams } from './streams/index.tsx'
import { texts } from './texts.ts'
import { Waiting } from './waiting/index.tsx'

/** A part of the page: a tab where there is little room, a panel where there is more. */
export interface View {
  readonly id: string
  readonly title: string
  readonly icon: IconName
  readonly component: ComponentType<{ app: App }>
  /** Its column on a wide page: what one watches, chat, or the rest. */
  readonly place: 'side' | 'main' | 'more'
  /** Of the tabs, and of the panels of one place; the least first. */
  readonly order: number
}

const { chat, curves, events, health, output, search, streams, waiting } = texts

const all: readonly View[] = [
  {
    id: 'waiting',
    title: waiting.title,
    icon: 'waiting',
    component: Waiting,
    place: 'side',
    order: 20,
  },
  {
    id: 'health',
    title: health.title,
    icon: 'health',
    component: Health,
    place: 'side',
    order: 30,
  },
  {
    id: 'curves',
    title: curves.title,
    icon: 'curves',
    component: Curves,
    place: 'more',
    order: 50,
  },
  {
    id: 'streams',
    title: streams.title,
    icon: 'streams',
    component: Streams,
    place: 'more',
    order: 60,
  },
  { id: 'chat', title: chat.title, icon: 'chat', component: Chat, place: 'main', order: 10 },
  { id: 'output', title: output.title, icon: 'stop', component: Output, place: 'side', order: 40 },
  {
    id: 'events',
    title: events.title,
    icon: 'events',
    component: Events,
    place: 'more',
    order: 20,
  },
  {
    id: 'search',
    title: search.title,
    icon: 'search',
    component: Search,
    place: 'more',
    order: 80,
  },
]

/** In their order. */
export const views: readonly View[] = [...all].sort((a, b) => a.order - b.order)
