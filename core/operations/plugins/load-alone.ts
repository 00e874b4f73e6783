import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLoader } from '../../config/load/load.ts'

/**
 * Loads a source file that belongs to no config, with this runtime as its `promethean`; nothing stays behind beside it.
 * @param file absolute
 * @returns all it exports
 * @throws ConfigProblem if it cannot be compiled or evaluated
 */
export async function loadAlone(file: string): Promise<object> {
  const folder = await mkdtemp(join(tmpdir(), 'promethean-'))
  const loader = createLoader(join(folder, 'promethean.config.ts'))
  try {
    return (await loader.loadBeside(file)).exports
  } finally {
    await loader.close()
    await rm(folder, { recursive: true, force: true })
  }
}
