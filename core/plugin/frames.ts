import { fileURLToPath } from 'node:url'

/** The files of a stack's frames, topmost first, without Node's own. */
export function filesOf(stack: string): readonly string[] {
  return stack.split('\n').flatMap(line => {
    const [, frame] = /^\s+at (?:async )?(.+)$/.exec(line) ?? []
    if (frame === undefined) return []
    // `name (place)` or the place alone; a place may hold brackets itself, as `Program Files (x86)` does.
    const [, inside = frame] = /^.*? \((.+)\)$/.exec(frame) ?? []
    const [, place] = /^(.+?):\d+(?::\d+)?$/.exec(inside) ?? []
    if (place === undefined || place.startsWith('node:')) return []
    return [place.startsWith('file:') ? fileURLToPath(place) : place]
  })
}
