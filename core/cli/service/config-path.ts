import { realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { findConfig } from '../../config/find.ts'
import { ConfigProblem } from '../../errors.ts'

/** The config in its real folder. @throws ConfigProblem if there is none */
export async function configPath(config: string | undefined): Promise<string> {
  return inRealFolder(await findConfig({ file: config }))
}

/** The same; of a config that is gone, as it was named. */
export async function configOrGone(config: string | undefined): Promise<string> {
  try {
    return await configPath(config)
  } catch (failure) {
    if (!(failure instanceof ConfigProblem) || config === undefined) throw failure
    return inRealFolder(resolve(config))
  }
}

async function inRealFolder(file: string): Promise<string> {
  const folder = await realpath(dirname(file)).catch(() => dirname(file))
  return join(folder, basename(file))
}
