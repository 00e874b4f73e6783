import type { Peer } from './suites.ts'

/** A MongoDB server: the realest there is. */
export const mongo: Peer = {
  name: 'MongoDB',
  suites: [
    ...['test/plugins/mongo', 'test/flow/real-input.test.ts', 'test/flow/faults.test.ts'],
    'test/flow/forget.test.ts',
  ],
  prepare: async () => {
    // Read when the module is: which server is the realest hangs on it.
    process.env.PROMETHEAN_PEERS = '1'
    const { startMongo } = await import('../mongo/server.ts')
    const server = await startMongo()
    await server.close()
    return server.name
  },
}
