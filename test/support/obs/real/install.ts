import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Skipped } from '../../peers/suites.ts'
import { RTMP_MODULE } from './ingest.ts'
import { PATH } from './program.ts'

const run = promisify(execFile)

/** Programs and modules, and the packages that bring them. */
const NEEDED: readonly { readonly packages: readonly string[]; readonly isThere: () => boolean }[] =
  [
    { packages: ['obs-studio', 'obs-plugins', 'libgl1-mesa-dri'], isThere: () => isOnPath('obs') },
    { packages: ['xvfb'], isThere: () => isOnPath('Xvfb') },
    { packages: ['nginx'], isThere: () => isOnPath('nginx') },
    { packages: ['libnginx-mod-rtmp'], isThere: () => existsSync(RTMP_MODULE) },
    { packages: ['iproute2'], isThere: () => isOnPath('ip') },
  ]
const INSTALL = 'apt-get install --no-install-recommends'
const INSTALL_MS = 600_000
/** While it says no, a package does not start its service: nginx would listen on every address. */
const POLICY = '/usr/sbin/policy-rc.d'

/**
 * Installs what a real OBS needs if it is missing.
 * @returns which OBS it is
 * @throws Error with what is missing, Skipped on a machine without apt
 */
export async function installObs(): Promise<string> {
  const missing = missingPackages()
  if (missing.length > 0) await install(missing)
  const left = missingPackages().join(' ')
  if (left !== '') {
    throw new Error(
      `cannot test against a real OBS: ${left} was installed and is not found; look at what apt-get says`,
    )
  }
  const { stdout } = await run('obs', ['--version'])
  const how = missing.length > 0 ? 'installed just now' : 'installed before'
  return `${stdout.trim()}, ${how}`
}

function missingPackages(): readonly string[] {
  return NEEDED.flatMap(({ packages, isThere }) => (isThere() ? [] : packages))
}

async function install(missing: readonly string[]): Promise<void> {
  const names = missing.join(' ')
  if (!isOnPath('apt-get')) {
    throw new Skipped(
      `SKIPPED: the tests against a real OBS; they need ${names} and this machine has no apt-get to install them`,
    )
  }
  if (process.getuid?.() !== 0) {
    throw new Error(
      `cannot test against a real OBS: ${names} are missing and only root may install them; run ${INSTALL} ${names}`,
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
    throw new Error(`cannot test against a real OBS: ${names} could not be installed; ${failure}`)
  } finally {
    if (!hasPolicy) await rm(POLICY)
  }
}

function isOnPath(program: string): boolean {
  return PATH.split(':').some(folder => existsSync(join(folder, program)))
}
