import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { installNeeded, isOnPath, type Needed } from '../../peers/apt.ts'
import { RTMP_MODULE } from './ingest.ts'

const run = promisify(execFile)

/** Programs and modules, and the packages that bring them. */
const NEEDED: readonly Needed[] = [
  { packages: ['obs-studio', 'obs-plugins', 'libgl1-mesa-dri'], isThere: () => isOnPath('obs') },
  { packages: ['xvfb'], isThere: () => isOnPath('Xvfb') },
  { packages: ['nginx'], isThere: () => isOnPath('nginx') },
  { packages: ['libnginx-mod-rtmp'], isThere: () => existsSync(RTMP_MODULE) },
  { packages: ['iproute2'], isThere: () => isOnPath('ip') },
]

/**
 * Installs what a real OBS needs if it is missing.
 * @returns which OBS it is
 * @throws Error with what is missing, Skipped on a machine without apt
 */
export async function installObs(): Promise<string> {
  const how = await installNeeded('a real OBS', NEEDED)
  const { stdout } = await run('obs', ['--version'])
  return `${stdout.trim()}, ${how}`
}
