import { expect, it } from 'vitest'
import { describeDone, describeEffect } from '../../../../core/cli/shown/describe-effect.ts'
import type { Effect } from '../../../../core/ports/gate.ts'
import { type Done, doneOf } from '../../../../core/replay/effects-compared.ts'

const AT = new Date(0)

function effect(port: string, method: string, ...values: readonly unknown[]): Effect {
  return { plugin: 'bingo', via: 'far', port, method, values, cause: undefined }
}

it('a replay and a dry run describe an effect in the same words, with all it is called with', () => {
  const effects = [
    effect('ChatSender', 'send', 'Bingo', { platform: 'twitch', channel: 'ann' }),
    effect('StreamControl', 'text', 'Caption', 'Bingo'),
    effect('Actions', 'run', 'Raid Alert', { user: 'Bob' }),
    effect('StreamControl', 'mute', { input: 'Mic' }),
  ]
  const words = [
    'bingo would say "Bingo" in twitch ann through far',
    'bingo would call StreamControl.text("Caption", "Bingo") through far',
    'bingo would call Actions.run("Raid Alert", {"user":"Bob"}) through far',
    'bingo would call StreamControl.mute({"input":"Mic"}) through far',
  ]
  expect(effects.map(describeEffect)).toEqual(words)
  expect(effects.map(one => describeDone(doneOf(one, AT), false))).toEqual(words)
})

it('what was really done is told as such', () => {
  const place = { platform: 'twitch', channel: 'ann' }
  const said: Done = { at: AT, plugin: 'bot', what: 'ChatSender.send', text: 'hi', ...place }
  expect(describeDone(said, true)).toBe('bot said "hi" in twitch ann')
  const titled: Done = { at: AT, plugin: 'titler', what: 'TitleTarget.setTitle', text: 'Hi' }
  expect(describeDone(titled, true)).toBe('titler called TitleTarget.setTitle("Hi")')
})
