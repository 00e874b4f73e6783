import {
  Embeddings,
  type ExamineContext,
  type Finding,
  findingOf,
  messageOf,
  type PluginUse,
} from 'promethean'
import { noModel } from '../formats/moments/errors.ts'
import { loadDriver } from './driver.ts'
import type { ChromaOptions } from './options.ts'
import { ChromaServer } from './server.ts'

/** Looks whether the server answers, and whether something embeds. Writes nothing. */
export async function examine({
  options,
  uses,
  signal,
}: ExamineContext<ChromaOptions>): Promise<readonly Finding[]> {
  const model = uses.some(mayEmbed)
    ? []
    : [findingOf(noModel(undefined, 'cannot embed what was said'))]
  return [...model, await serverOf(options, signal)]
}

async function serverOf(options: ChromaOptions, signal: AbortSignal): Promise<Finding> {
  try {
    const server = new ChromaServer(await loadDriver(), options)
    const start = performance.now()
    const version = await server.version(signal)
    const ms = Math.round(performance.now() - start)
    return { ok: true, what: `Chroma ${version} at ${server.address} answers in ${ms} ms` }
  } catch (failure) {
    return { ok: false, what: messageOf(failure) }
  }
}

// Whether one whose ports depend on its options provides it, it says itself.
function mayEmbed({ plugin: { provides = [] } }: Pick<PluginUse, 'plugin'>): boolean {
  return typeof provides === 'function' || provides.some(({ name }) => name === Embeddings.name)
}
