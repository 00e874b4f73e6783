import { type Document, MongoClient } from 'mongodb'

/** All documents of a database by collection. */
export async function readDatabase(
  uri: string,
  database: string,
): Promise<ReadonlyMap<string, readonly Document[]>> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 10_000 })
  try {
    const db = client.db(database)
    const names = (await db.listCollections().toArray()).map(({ name }) => name)
    const entries = await Promise.all(
      names.map(async name => [name, await db.collection(name).find({}).toArray()] as const),
    )
    return new Map(entries)
  } finally {
    await client.close()
  }
}

/** Ends with the database gone; for servers that are not ours. */
export async function dropDatabase(uri: string, database: string): Promise<void> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 10_000 })
  try {
    await client.db(database).dropDatabase()
  } finally {
    await client.close()
  }
}
