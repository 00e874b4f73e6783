import { ignoreUsers } from '@promethean/plugins'
import fc from 'fast-check'
import { event, type NewEvent, type Told } from 'promethean'
import { contract, runPlugin } from 'promethean/testing'
import { expect, it, onTestFinished } from 'vitest'

const BOT = { id: '55', name: 'linkbot', displayName: 'LinkBot', roles: [] }
const VIEWER = { id: '7', name: 'mapleteapot', displayName: 'MapleTeapot', roles: [] }

contract('ignore-users', () => ({
  use: ignoreUsers({ users: ['linkbot'] }),
  other: ignoreUsers({ users: ['linkbot', 'otherbot'] }),
}))

it('what an ignored user says and does is dropped', async () => {
  const { judge } = await ignoring({ users: ['LINKBOT'] })
  const deeds: NewEvent[] = [
    line(BOT),
    event('channel.followed', { user: BOT }, on('twitch')),
    event('channel.subscribed', { user: BOT }, on('twitch')),
    event('channel.gifted', { user: BOT, count: 5 }, on('twitch')),
    event('channel.cheered', { user: BOT, bits: 1 }, on('twitch')),
    event('channel.tipped', { user: BOT, amount: 5, currency: 'EUR' }, on('youtube')),
    event('channel.raided', { from: { displayName: 'LinkBot' }, viewers: 3 }, on('twitch')),
    event('channel.redeemed', { user: BOT, reward: { id: 'r', title: 'Hat' } }, on('twitch')),
  ]
  for (const deed of deeds) expect(judge(deed)).toBe('ignore-users/ignored_user')
})

it('what is done to an ignored user, or given to one, is kept', async () => {
  const { judge } = await ignoring({ users: ['linkbot'] })
  const kept: NewEvent[] = [
    event('chat.deleted', { messageId: 'm', user: BOT }, on('twitch')),
    event('chat.cleared', { user: BOT }, on('twitch')),
    event('chat.moderated', { action: 'ban', user: BOT }, on('twitch')),
    event('channel.subscribed', { user: BOT, gift: { from: VIEWER } }, on('twitch')),
    event('channel.subscribed', { user: BOT, gift: { isAnonymous: true } }, on('twitch')),
    event('channel.gifted', { count: 1, isAnonymous: true }, on('twitch')),
  ]
  for (const told of kept) expect(judge(told)).toBe('kept')
})

it('what an ignored user gives to others is dropped', async () => {
  const { judge } = await ignoring({ users: ['linkbot'] })
  const gift = event('channel.subscribed', { user: VIEWER, gift: { from: BOT } }, on('twitch'))
  expect(judge(gift)).toBe('ignore-users/ignored_user')
})

it('a user is ignored on the platforms named, and kept on the others', async () => {
  const { judge } = await ignoring({ users: ['linkbot'], platforms: ['YouTube'] })
  expect(judge(line(BOT, { platform: 'youtube' }))).toBe('ignore-users/ignored_user')
  expect(judge(line(BOT, { platform: 'twitch' }))).toBe('kept')
})

it('nobody else is ever dropped', async () => {
  const { judge } = await ignoring({ users: ['linkbot', '55'] })
  const name = fc.string().filter(text => !/link\s*bot|55/i.test(text))
  fc.assert(
    fc.property(name, name, name, fc.string(), (id, login, displayName, text) => {
      expect(judge(line({ id, name: login, displayName, roles: [] }, {}, text))).toBe('kept')
    }),
  )
})

it('must be told who', async () => {
  // What a config in plain JavaScript may hold.
  const use = ignoreUsers({} as never)
  await expect(runPlugin(use)).rejects.toMatchObject({
    code: 'config_problem',
    problems: [{ path: 'users' }],
  })
})

let keys = 0

function on(platform: string): Told {
  return { platform, channel: 'ann', key: `k${++keys}` }
}

function line(user: typeof BOT, told: Told = {}, text = 'buy pebbles'): NewEvent {
  const messageId = `m${++keys}`
  return event('chat.message', { messageId, text, user }, { ...on('twitch'), ...told })
}

/** A running filter, and what becomes of an event told to it. */
async function ignoring(options: Parameters<typeof ignoreUsers>[0]) {
  const run = await runPlugin(ignoreUsers(options))
  onTestFinished(() => run.stop())
  const judge = (told: NewEvent) => {
    run.emit(told)
    const verdict = run.judged.at(-1)?.verdict
    return verdict?.kept === false ? verdict.reason : 'kept'
  }
  return { judge }
}
