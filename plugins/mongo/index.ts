import { ConfigProblem, type Context, definePlugin, Forgetting, messageOf } from 'promethean'
import type { Driver } from './connection.ts'
import { hideCredentials } from './credentials.ts'
import { Database } from './database.ts'
import { jsonSchemas } from './documents/json-schemas.ts'
import { isOwnTalk, type MongoOptions, mongoOptions } from './options.ts'
import { createSink } from './sink.ts'

/** Writes every kept event to MongoDB: chat into one collection per platform, everything else into one collection. */
export const mongo = definePlugin({
  name: 'mongo',
  options: mongoOptions,
  examine: async context => (await import('./examine.ts')).examine(context),
  provides: [Forgetting],
  documents: ({ collections }) => jsonSchemas(collections),
  setup: async ({ options, consume, provide, signal, defer, log }) => {
    const database = open(await import('mongodb'), options, log)
    defer(() => database.close())
    const sink = createSink(database, options)
    provide(Forgetting, {
      place: `MongoDB at ${database.address}`,
      holds: 'documents',
      forget: (request, deadline) => sink.forget(request, deadline),
    })
    let isWriting = false
    consume(
      {
        from: 'beginning',
        tests: options.tests,
        batch: { max: 2_000 },
        ...(options.types && { types: options.types }),
      },
      (events, deadline) => {
        isWriting ||= events.some(({ type }) => !isOwnTalk(type))
        return sink.write(events, deadline)
      },
    )
    // Not waited for: the server may be away for hours, and the runtime starts all the same.
    sink.warmUp(signal).catch(failure => {
      // Where events wait already, core says it.
      if (!signal.aborted && !isWriting) log.warn(messageOf(failure))
    })
  },
})

function open(driver: Driver, { uri, database }: MongoOptions, log: Context['log']): Database {
  const hide = hideCredentials(uri)
  try {
    return new Database(driver, { uri, database, say: sentence => log.warn(hide(sentence)) })
  } catch (failure) {
    throw new ConfigProblem([
      {
        path: 'uri',
        message: `is not an address MongoDB's driver can use: ${hide(messageOf(failure))}`,
      },
    ])
  }
}
