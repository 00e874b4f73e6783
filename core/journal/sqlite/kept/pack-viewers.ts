import { deliveredEvent } from '../../history.ts'
import type { JournalRow, KeptViewer, ViewerQuery } from '../../port.ts'
import type { PackedPersona, PackedViewer, PackedViewerQuery } from './viewers.ts'
import { whole } from './whole.ts'

export function packViewerQuery(query: ViewerQuery): PackedViewerQuery {
  const { user, platform = null, lines, tests = false } = query
  return { user, platform, lines, tests: tests ? 1 : 0 }
}

/** @param rows the rows of the viewer's last messages and of moderation, in any order */
export function unpackViewer(packed: PackedViewer, rows: readonly JournalRow[]): KeptViewer {
  const { platform, id, personas, events, given, received, bits } = packed
  const names = namesOf(personas)
  const [latest] = names
  const newest = rows.toSorted((a, b) => b.position - a.position).map(deliveredEvent)
  return {
    ...{ platform, id },
    name: latest?.name ?? id,
    displayName: latest?.displayName ?? id,
    roles: rolesOf(personas),
    firstSeen: new Date(Math.min(...personas.map(({ first }) => first))),
    lastSeen: new Date(Math.max(...personas.map(({ last }) => last))),
    names,
    lines: events.find(([type]) => type === 'chat.message')?.[1] ?? 0,
    events: Object.fromEntries(events),
    gifts: { given: whole(given), received: whole(received) },
    bits: whole(bits),
    moderation: newest.flatMap(event => {
      if (event.type !== 'chat.moderated') return []
      const { action, seconds, reason, moderator } = event.data
      const by = moderator?.displayName ?? moderator?.name
      return [
        {
          action: shown(action),
          at: event.received,
          ...(Number.isFinite(seconds) && { seconds }),
          ...(typeof reason === 'string' && { reason }),
          ...(typeof by === 'string' && { moderator: by }),
        },
      ]
    }),
    lastLines: newest.flatMap(event => {
      if (event.type !== 'chat.message') return []
      const { id: line, received: at, channel, data } = event
      return [{ id: line, at, ...(channel !== undefined && { channel }), text: shown(data.text) }]
    }),
  }
}

// An untyped plugin may have published anything; that must not lose what else is known about a viewer.
function shown(told: unknown): string {
  return typeof told === 'string' ? told : ''
}

// Different roles also make a persona: the same names count once.
function namesOf(personas: readonly PackedPersona[]): KeptViewer['names'] {
  const byName = new Map<string, KeptViewer['names'][number]>()
  for (const { name, shown, first, last } of personas) {
    if (name === '' && shown === '') continue
    const key = JSON.stringify([name, shown])
    const other = byName.get(key)
    byName.set(key, {
      name: name || shown,
      displayName: shown || name,
      first: new Date(Math.min(first, other?.first.getTime() ?? first)),
      last: new Date(Math.max(last, other?.last.getTime() ?? last)),
    })
  }
  return [...byName.values()]
}

function rolesOf(personas: readonly PackedPersona[]): readonly string[] {
  const told = personas.find(({ roles }) => roles !== '')?.roles ?? '[]'
  const roles: unknown = JSON.parse(told)
  return Array.isArray(roles) ? roles.map(String) : []
}
