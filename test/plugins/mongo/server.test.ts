import { describe, expect, it } from 'vitest'
import { mongoKinds } from '../../support/mongo/server.ts'
import { useMongo } from '../../support/mongo/suite.ts'

interface Thing {
  _id: string
  n?: number
  seen?: boolean
}

// What the fake must have in common with servers others wrote: the same sentences hold for each.
describe.each(await mongoKinds())('%s', kind => {
  const suite = useMongo(kind)
  const things = () => suite.database.collection<Thing>('things')

  it('names the duplicates of an unordered insert by their index', async () => {
    await things().insertMany([{ _id: 'a' }, { _id: 'c' }])
    const insert = things().insertMany([{ _id: 'a' }, { _id: 'b' }, { _id: 'c' }], {
      ordered: false,
    })
    const failure = await insert.catch(thrown => thrown)
    const errors = failure.writeErrors.map(({ code, index }: { code: number; index: number }) => [
      code,
      index,
    ])
    expect(errors).toEqual([
      [11_000, 0],
      [11_000, 2],
    ])
    expect(failure.writeErrors[0].errmsg).toMatch(
      /^E11000 duplicate key error collection: \S+\.things index: _id_ /,
    )
    expect(await things().countDocuments()).toBe(3)
  })

  it('ends an ordered insert at its first duplicate', async () => {
    await things().insertOne({ _id: 'a' })
    const insert = things().insertMany([{ _id: 'a' }, { _id: 'b' }])
    await expect(insert).rejects.toMatchObject({ code: 11_000 })
    expect(await things().countDocuments()).toBe(1)
  })

  it('updates many, and inserts where nothing matches', async () => {
    await things().insertMany([{ _id: 'a', n: 1 }, { _id: 'b', n: 2 }, { _id: 'c' }])
    const many = await things().updateMany({ n: { $gte: 1 } }, { $set: { seen: true } })
    expect(many).toMatchObject({ matchedCount: 2, modifiedCount: 2 })
    const change = { $set: { seen: true }, $setOnInsert: { n: 9 } }
    const upsert = await things().updateOne({ _id: 'd' }, change, { upsert: true })
    expect(upsert).toMatchObject({ upsertedCount: 1, upsertedId: 'd' })
    expect(await things().findOne({ _id: 'd' })).toEqual({ _id: 'd', n: 9, seen: true })
    expect(await things().countDocuments({ seen: true })).toBe(3)
  })

  it('gives more documents than a batch holds, in the order asked for', async () => {
    const all = Array.from({ length: 450 }, (_, n) => ({ _id: `t${n}`, n }))
    await things().insertMany(all)
    const found = await things().find({}).sort({ n: -1 }).batchSize(100).toArray()
    expect(found.map(({ n }) => n)).toEqual(all.map(({ n }) => n).reverse())
    const some = await things().find({ _id: /^t44/ }).sort({ n: 1 }).skip(2).limit(3).toArray()
    expect(some.map(({ n }) => n)).toEqual([441, 442, 443])
  })

  it('lets a cursor go that is left in the middle', async () => {
    await things().insertMany(Array.from({ length: 300 }, (_, n) => ({ _id: `t${n}`, n })))
    const cursor = things().find({}).batchSize(50)
    expect(await cursor.next()).toMatchObject({ n: 0 })
    await cursor.close()
    expect(await things().countDocuments()).toBe(300)
  })

  it('counts, groups, deletes and drops', async () => {
    await things().insertMany([
      { _id: 'a', n: 1 },
      { _id: 'b', n: 1 },
      { _id: 'c', n: 2 },
    ])
    expect(await things().estimatedDocumentCount()).toBe(3)
    const groups = await things()
      .aggregate([{ $group: { _id: '$n', count: { $sum: 1 } } }, { $sort: { _id: 1 } }])
      .toArray()
    expect(groups).toEqual([
      { _id: 1, count: 2 },
      { _id: 2, count: 1 },
    ])
    expect(await things().deleteMany({ n: 1 })).toMatchObject({ deletedCount: 2 })
    expect(await things().drop()).toBe(true)
    expect(await suite.database.listCollections({}, { nameOnly: true }).toArray()).toEqual([])
  })

  it('refuses to create a collection twice, and indexes it as often as told', async () => {
    await suite.database.createCollection('things')
    await expect(suite.database.createCollection('things')).rejects.toMatchObject({ code: 48 })
    for (let n = 0; n < 2; n++) await things().createIndexes([{ key: { n: 1 } }])
    // In no order that all servers share.
    const keys = (await things().indexes()).map(({ key }) => JSON.stringify(key))
    expect(keys.sort()).toEqual(['{"_id":1}', '{"n":1}'])
  })

  it('refuses a second document where an index is unique', async () => {
    await things().createIndex({ n: 1 }, { unique: true })
    await things().insertOne({ _id: 'a', n: 1 })
    await expect(things().insertOne({ _id: 'b', n: 1 })).rejects.toMatchObject({ code: 11_000 })
  })
})
