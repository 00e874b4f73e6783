/** FNV-1a of an event's id, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
export function hashOf(id: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193)
  return hash | 0
}
