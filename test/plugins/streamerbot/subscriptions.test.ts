import { describe, expect, it } from 'vitest'
import { accountsIn } from '../../../plugins/streamerbot/accounts.ts'
import { chooseEvents } from '../../../plugins/streamerbot/subscriptions.ts'

describe('the events to subscribe to', () => {
  it('are chosen from anything a server may answer', () => {
    for (const supported of [undefined, null, [], 'all', { Twitch: 'Follow', Obs: [1, null] }]) {
      expect(chooseEvents(supported, undefined)).toEqual({ wanted: {}, unknown: [] })
    }
  })

  it('keep the spelling of a server that writes its sources small', () => {
    const { wanted } = chooseEvents({ twitch: ['ChatMessage', 'Whisper'] }, undefined)
    expect(wanted).toEqual({ twitch: ['ChatMessage'] })
  })

  it('are all of them, asked for by a star', () => {
    const supported = { Raw: ['Action'], Twitch: ['Whisper'] }
    expect(chooseEvents(supported, ['*']).wanted).toEqual(supported)
  })
})

describe('the accounts', () => {
  it('are logins in lower case, whichever field has them, and the id on YouTube', () => {
    const platforms = {
      twitch: { broadcastUser: '안나', broadcastUserName: 'Ann_TV' },
      youtube: { broadcastUserName: 'Ann Live', broadcastUserId: 'UCabc' },
      kick: { broadcasterLogin: 'ANN', broadcasterUserName: 'Ann the Kicker' },
      vstream: { broadcasterLogin: 'ann' },
    }
    expect(accountsIn({ platforms })).toMatchObject([
      { platform: 'twitch', channel: 'ann_tv' },
      { platform: 'youtube', channel: 'UCabc' },
      { platform: 'kick', channel: 'ann' },
    ])
  })

  it('name who speaks: the broadcaster, the bot where there is one, ids told as numbers or text', () => {
    const twitch = {
      ...{ broadcastUser: 'Ann', broadcastUserName: 'ann', broadcastUserId: 4242 },
      ...{ botUser: 'AnnBot', botUserName: 'AnnBot', botUserId: '5151' },
    }
    const youtube = { broadcastUserName: 'Ann Live', broadcastUserId: 'UCabc', botUserName: '' }
    const told = accountsIn({ platforms: { twitch, youtube }, disconnected: ['youtube'] })
    expect(told).toEqual([
      {
        ...{ platform: 'twitch', channel: 'ann', isDisconnected: false },
        broadcaster: { id: '4242', name: 'ann' },
        bot: { id: '5151', name: 'annbot' },
      },
      {
        ...{ platform: 'youtube', channel: 'UCabc', isDisconnected: true },
        broadcaster: { id: 'UCabc', name: 'Ann Live' },
      },
    ])
  })

  it('are none where none is told', () => {
    for (const answer of [
      undefined,
      {},
      { platforms: [] },
      { platforms: { twitch: null, kick: {} } },
    ]) {
      expect(accountsIn(answer)).toEqual([])
    }
  })
})
