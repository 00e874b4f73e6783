import type { Event } from '../events/event.ts'
import { RUNTIME } from '../events/runtime-source.ts'
import type { Present } from './senders.ts'

/** Which scene each plugin that tells of scenes told last. */
export class Scenes {
  readonly #told = new Map<string, string>()

  notice({ type, source, data }: Event): void {
    if (type !== 'obs.scene.changed') return
    // At its end: the one told last.
    this.#told.delete(source)
    this.#told.set(source, data.scene)
  }

  /**
   * @param plugin its id; left out: the plugin that told last
   * @param present those that still run
   */
  scene(plugin: string | undefined, present: Present): string | undefined {
    // What is fired by hand is nobody's.
    const isThere = (id: string) => id === RUNTIME || present.has(id)
    if (plugin !== undefined) return isThere(plugin) ? this.#sceneOf(plugin, present) : undefined
    const last = [...this.#told.keys()].findLast(isThere)
    if (last !== undefined) return this.#told.get(last)
    return [...present.values()].map(({ link }) => link?.scene).find(scene => scene !== undefined)
  }

  #sceneOf(plugin: string, present: Present): string | undefined {
    return this.#told.get(plugin) ?? present.get(plugin)?.link?.scene
  }
}
