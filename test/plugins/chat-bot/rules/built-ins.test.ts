import { event, Moderation, TitleTarget } from 'promethean'
import { fakeModel, fakePort } from 'promethean/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { botWith, line, liveNow, mod } from '../world.ts'

describe('built in', () => {
  it('!commands names what the asker may use', async () => {
    const { ask } = await botWith({
      rules: [
        { on: '!discord', reply: 'x' },
        { on: '!mods', reply: 'x', roles: ['moderator'] },
        { on: '!yt', reply: 'x', platforms: ['youtube'] },
        { on: /x/, reply: 'x' },
      ],
    })
    expect(await ask('!commands')).toBe('Commands: !discord !commands !uptime !title')
    expect(await ask('!commands', { user: mod })).toBe(
      'Commands: !discord !mods !commands !uptime !title !so',
    )
  })

  it('!uptime tells how long the stream is on', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T20:04:50Z') })
    onTestFinished(() => void vi.useRealTimers())
    const { ask, tell } = await botWith({})
    expect(await ask('!uptime')).toBe('No stream is live.')
    await tell(liveNow())
    expect(await ask('!uptime')).toBe('The stream has been on for less than a minute.')
    vi.setSystemTime('2026-11-23T20:05:10Z')
    expect(await ask('!uptime')).toBe('The stream has been on for 1 min.')
    vi.setSystemTime('2026-11-23T22:04:10Z')
    expect(await ask('!uptime')).toBe('The stream has been on for 2 h 0 min.')
  })

  it('!title tells the title where it can be read, else the last one told, and leaves orders alone', async () => {
    const { ask, tell, said, run } = await botWith({})
    expect(await ask('!title')).toBe('The title is not known.')
    const where = { platform: 'twitch', channel: 'ann' }
    await tell(event('channel.updated', { title: 'Late night owls' }, where))
    await run.flush()
    expect(await ask('!title')).toBe('Late night owls')
    await tell(line('!title ok'))
    expect(said()).toHaveLength(2)
    const target = fakePort(TitleTarget, {
      getTitle: async () => 'As it stands',
      setTitle: async () => ({ isConfirmed: true }),
    })
    const other = await botWith({}, { ports: [target] })
    expect(await other.ask('!title')).toBe('As it stands')
  })

  it('!so is for moderators, shows a channel and asks the platform to', async () => {
    const shoutout = vi.fn(async () => undefined)
    const nothing = async () => undefined
    const moderation = fakePort(Moderation, {
      shoutout,
      delete: nothing,
      timeout: nothing,
      untimeout: nothing,
    })
    const { ask, tell, said } = await botWith({}, { ports: [moderation] })
    await tell(line('!so cleo'))
    expect(said()).toEqual([])
    expect(await ask('!so @Cleo', { user: mod })).toBe(
      'Have a look at cleo: https://twitch.tv/cleo',
    )
    expect(shoutout).toHaveBeenCalledWith(
      'cleo',
      expect.objectContaining({ cause: expect.anything() }),
    )
    expect(await ask('!so not-a-login', { user: mod })).toBe('Who? Write !so and a channel.')
  })

  it('!so says it all the same where the platform refuses', async () => {
    const shoutout = () => Promise.reject(new Error('one every two minutes'))
    const nothing = async () => undefined
    const moderation = fakePort(Moderation, {
      shoutout,
      delete: nothing,
      timeout: nothing,
      untimeout: nothing,
    })
    const { ask, notes } = await botWith({}, { ports: [moderation] })
    expect(await ask('!so cleo', { user: mod, messageId: 's' })).toMatch(/^Have a look at cleo/)
    expect(await notes('twitch:chat.message:s')).toContain(
      '!so: the platform shows no shout-out: one every two minutes',
    )
  })

  it('!recap is there where a language model is', async () => {
    const model = fakeModel('Owls, mostly')
    const { ask, tell } = await botWith({}, { ports: [model] })
    await tell(line('owls!'))
    expect(await ask('!recap')).toBe('Owls, mostly')
    expect(model.asked[0]?.untrusted?.[0]?.lines).toEqual(['Bea: owls!'])
    const without = await botWith({})
    await without.tell(line('!recap'))
    expect(without.said()).toEqual([])
  })

  it('gives way to a rule of its name, and can be switched off', async () => {
    const own = await botWith({ rules: [{ on: '!so', aliases: ['!Uptime'], reply: 'mine' }] })
    expect(await own.ask('!uptime')).toBe('mine')
    expect(await own.ask('!so')).toBe('mine')
    const none = await botWith({ builtin: false })
    await none.tell(line('!commands'), line('!uptime'))
    expect(none.said()).toEqual([])
    const some = await botWith({ builtin: ['!uptime'] })
    await some.tell(line('!commands'))
    expect(await some.ask('!uptime')).toBe('No stream is live.')
    expect(some.said()).toHaveLength(1)
  })
})
