import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { installObs } from '../obs/real/install.ts'
import type { Peer } from './suites.ts'

const run = promisify(execFile)

// OBS listens on every address: in its own network, only the tests can reach it.
const ALONE = ['unshare', '-n', 'sh', '-c', 'ip link set lo up && exec "$0" "$@"']

/** A real OBS, without a screen, with a streaming service on loopback. */
export const obs: Peer = {
  name: 'OBS',
  suites: [
    'test/plugins/obs/real.test.ts',
    'test/plugins/obs/server.test.ts',
    'test/flow/evening.test.ts',
  ],
  prepare: installObs,
  wrapper: async () => {
    try {
      await run('unshare', ['-n', 'sh', '-c', 'ip link set lo up'])
      return ALONE
    } catch {
      console.log('OBS runs in the network of this machine, behind a password of 48 characters')
      return []
    }
  },
}
