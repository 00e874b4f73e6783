import { type Document, MongoClient } from 'mongodb'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startFakeMongo } from '../../support/mongo/fake.ts'
import { startFakeMongoProcess, type TestMongo } from '../../support/mongo/server.ts'

interface Thing extends Document {
  _id: string
}

describe('the fake MongoDB', () => {
  it('keeps its documents and its port over a stop', async () => {
    const fake = await startFakeMongo()
    const things = collection(fake)
    await things.insertOne({ _id: 'a' })
    const { uri } = fake
    await fake.stop()
    await expect(things.insertOne({ _id: 'b' })).rejects.toThrow()
    await fake.start()
    expect(fake.uri).toBe(uri)
    expect(await things.countDocuments()).toBe(1)
  })

  it('answers nothing while frozen, and then everything', async () => {
    const fake = await startFakeMongo()
    const things = collection(fake)
    await things.insertOne({ _id: 'a' })
    fake.freeze()
    let isAnswered = false
    const insert = things.insertOne({ _id: 'b' }).then(() => {
      isAnswered = true
    })
    await expect.poll(() => fake.held).toBeGreaterThan(0)
    expect(isAnswered).toBe(false)
    fake.thaw()
    await insert
    expect(fake.told.map(({ name }) => name)).toEqual(['insert', 'insert'])
  })

  it('cuts the connection in the middle of a batch', async () => {
    const fake = await startFakeMongo()
    fake.store.cutAfter = 3
    const things = collection(fake)
    const insert = things.insertMany([{ _id: 'a' }, { _id: 'b' }, { _id: 'c' }, { _id: 'd' }])
    await expect(insert).rejects.toThrow(/closed/)
    expect(fake.store.existing('test', 'things')?.size).toBe(3)
  })

  it('counts documents that do not fit the validator, and takes them', async () => {
    const fake = await startFakeMongo()
    const things = collection(fake)
    const validator = { $jsonSchema: { required: ['n'], properties: { n: { bsonType: 'int' } } } }
    await things.db.createCollection('things', { validator, validationAction: 'warn' })
    await things.insertMany([{ _id: 'a' }, { _id: 'b', n: 'one' }, { _id: 'c', n: 1 }])
    expect(fake.store.existing('test', 'things')).toMatchObject({ size: 3, warnings: 2 })
  })

  it('runs in a process of its own', async () => {
    const fake = await startFakeMongoProcess()
    const things = collection(fake)
    await things.insertOne({ _id: 'a' })
    expect(await things.findOne()).toEqual({ _id: 'a' })
  })
})

function collection(fake: TestMongo) {
  const client = new MongoClient(fake.uri, { serverSelectionTimeoutMS: 1_000 })
  onTestFinished(async () => {
    await client.close()
    await fake.close()
  })
  const db = client.db('test')
  return Object.assign(db.collection<Thing>('things'), { db })
}
