import { fileURLToPath } from 'node:url'

/** A frame of a stack. */
export interface Frame {
  readonly file: string
  /** `23:49`, or `23`. */
  readonly at: string
}

/** A stack's frames, topmost first, without Node's own. */
export function framesOf(stack: string): readonly Frame[] {
  return stack.split('\n').flatMap(line => {
    const [, frame] = /^\s+at (?:async )?(.+)$/.exec(line) ?? []
    if (frame === undefined) return []
    // `name (place)` or the place alone; a place may hold brackets itself, as `Program Files (x86)` does.
    const [, inside = frame] = /^.*? \((.+)\)$/.exec(frame) ?? []
    const [, place, at = ''] = /^(.+?):(\d+(?::\d+)?)$/.exec(inside) ?? []
    if (place === undefined || place.startsWith('node:')) return []
    return [{ file: place.startsWith('file:') ? fileURLToPath(place) : place, at }]
  })
}

/** The files of a stack's frames, topmost first, without Node's own. */
export function filesOf(stack: string): readonly string[] {
  return framesOf(stack).map(({ file }) => file)
}
