import { prepareModel } from '../local-embeddings/packages.ts'
import type { Peer } from './suites.ts'

/** A model that turns texts into vectors, as npm brings it. */
export const memory: Peer = {
  name: 'models that embed',
  suites: ['test/plugins/local-embeddings'],
  prepare: prepareModel,
}
