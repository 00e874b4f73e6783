import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { lockFile } from 'promethean'
import { npm } from './npm.ts'
import { ROOT } from './tools.ts'

/**
 * Builds the packages and packs them into a folder, as `npm publish` would. One test file at a time: all build in the same
 * place.
 */
export async function packInto(folder: string): Promise<void> {
  const cache = join(ROOT, '.cache', 'packages')
  mkdirSync(cache, { recursive: true })
  const lock = join(cache, 'build.lock')
  let release = lockFile(lock)
  for (; release === undefined; release = lockFile(lock)) await setTimeout(200)
  try {
    await npm(ROOT, 'run', '--silent', 'build')
    const built = ['core', 'plugins', 'create'].map(name => `./${name}/dist`)
    await npm(ROOT, 'pack', '--silent', '--pack-destination', folder, ...built)
  } finally {
    release()
  }
}
