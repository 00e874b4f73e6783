import { prepareTools } from '../packages/tools.ts'
import type { Peer } from './suites.ts'

/** The packages as npm installs them, outside of the workspace, on each Node they are made for. */
export const packages: Peer = {
  name: 'packages',
  suites: ['test/packages', 'test/create'],
  prepare: prepareTools,
}
