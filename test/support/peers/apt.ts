import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Skipped } from './suites.ts'

const run = promisify(execFile)

/** Packages of Debian, and whether what they bring is there. */
export interface Needed {
  readonly packages: readonly string[]
  isThere(): boolean
}

/** Where Debian keeps programs of root's is not on everybody's path. */
export const PATH = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`
const INSTALL = 'apt-get install --no-install-recommends'
const INSTALL_MS = 600_000
/** While it says no, a package does not start its service: nginx would listen on every address. */
const POLICY = '/usr/sbin/policy-rc.d'

/**
 * Installs what is missing, where this machine allows it.
 * @param against what the tests run against, for the sentences: `a real OBS`
 * @returns when it was installed
 * @throws Error with what is missing, Skipped on a machine without apt
 */
export async function installNeeded(against: string, needed: readonly Needed[]): Promise<string> {
  const missing = missingOf(needed)
  if (missing.length === 0) return 'installed before'
  await install(against, missing)
  const left = missingOf(needed).join(' ')
  if (left === '') return 'installed just now'
  throw new Error(
    `cannot test against ${against}: ${left} was installed and is not found; look at what apt-get says`,
  )
}

export function isOnPath(program: string): boolean {
  return PATH.split(':').some(folder => existsSync(join(folder, program)))
}

function missingOf(needed: readonly Needed[]): readonly string[] {
  return needed.flatMap(one => (one.isThere() ? [] : one.packages))
}

async function install(against: string, missing: readonly string[]): Promise<void> {
  const names = missing.join(' ')
  if (!isOnPath('apt-get')) {
    throw new Skipped(
      `SKIPPED: the tests against ${against}; they need ${names} and this machine has no apt-get to install them`,
    )
  }
  if (process.getuid?.() !== 0) {
    throw new Error(
      `cannot test against ${against}: ${names} are missing and only root may install them; run ${INSTALL} ${names}`,
    )
  }
  const settings = {
    timeout: INSTALL_MS,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }
  const hasPolicy = existsSync(POLICY)
  if (!hasPolicy) await writeFile(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    await run('apt-get', ['-q', 'update'], settings)
    const [command = '', ...args] = INSTALL.split(' ')
    await run(command, [...args, '-q', '-y', ...missing], settings)
  } catch (failure) {
    throw new Error(`cannot test against ${against}: ${names} could not be installed; ${failure}`)
  } finally {
    if (!hasPolicy) await rm(POLICY)
  }
}
