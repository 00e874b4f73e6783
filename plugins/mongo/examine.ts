import type { Db } from 'mongodb'
import { type ExamineContext, type Finding, messageOf, unlessAborted } from 'promethean'
import { Connection } from './connection.ts'
import { hideCredentials } from './credentials.ts'
import { isNotAllowed } from './error-codes.ts'
import { stopped } from './errors.ts'
import type { MongoOptions } from './options.ts'

/** Looks whether the server answers, which one it is, and whether we may write there. Writes nothing. */
export async function examine(context: ExamineContext<MongoOptions>): Promise<readonly Finding[]> {
  const { uri } = context.options
  const hide = hideCredentials(uri)
  let connection: Connection | undefined
  try {
    connection = new Connection(await import('mongodb'), uri)
    return await unlessAborted(look(connection, context.options), context.signal, stopped)
  } catch (failure) {
    const where = connection === undefined ? 'the address of uri' : connection.address
    return [
      {
        ok: false,
        what: `MongoDB at ${where} cannot be used: ${hide(messageOf(failure))}`,
        advice: isNotAllowed(failure)
          ? 'check user and password in uri, and give that user the role readWrite'
          : 'start the server, or correct uri; events wait in the journal meanwhile',
      },
    ]
  } finally {
    await connection?.close()
  }
}

async function look(connection: Connection, options: MongoOptions): Promise<readonly Finding[]> {
  const database = await connection.database(options.database)
  const start = performance.now()
  await database.command({ ping: 1 })
  const ms = Math.round(performance.now() - start)
  const { version } = await database.command({ buildInfo: 1 })
  const here = { ok: true, what: `MongoDB ${version} at ${connection.address} answers in ${ms} ms` }
  return [here, await rights(database)]
}

const NEEDED = ['insert', 'update', 'createIndex', 'createCollection'] as const

async function rights(database: Db): Promise<Finding> {
  const { databaseName: name } = database
  // Refused if the server requires a user and we have none; without access control there are no privileges to list.
  await database.listCollections({}, { nameOnly: true }).toArray()
  const granted = await privileges(database)
  const missing = granted === undefined ? [] : NEEDED.filter(action => !granted.has(action))
  if (missing.length === 0) return { ok: true, what: `may write to the database ${name}` }
  return {
    ok: false,
    what: `may not write to the database ${name}: it lacks permission to ${missing.join(', ')}`,
    advice: `give the user in uri the role readWrite on ${name}`,
  }
}

interface Privilege {
  readonly resource?: { readonly db?: string; readonly anyResource?: boolean }
  readonly actions?: readonly string[]
}

/** What the user may do in the database; undefined if there is no user, or the server does not say. */
async function privileges(database: Db): Promise<ReadonlySet<string> | undefined> {
  const answer = await database
    .command({ connectionStatus: 1, showPrivileges: true })
    .catch(() => undefined)
  const users: readonly unknown[] = answer?.authInfo?.authenticatedUsers ?? []
  const all: readonly Privilege[] = answer?.authInfo?.authenticatedUserPrivileges ?? []
  if (users.length === 0) return undefined
  const here = all.filter(
    ({ resource }) =>
      resource?.anyResource || resource?.db === '' || resource?.db === database.databaseName,
  )
  return new Set(here.flatMap(({ actions = [] }) => actions))
}
