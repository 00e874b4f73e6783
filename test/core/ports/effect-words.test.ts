import { expect, test } from 'vitest'
import { ChatSender } from '../../../core/plugin/ports/chat.ts'
import {
  Actions,
  Moderation,
  StreamControl,
  TitleTarget,
} from '../../../core/plugin/ports/effects.ts'
import { TwitchApi } from '../../../core/plugin/ports/platform-api.ts'
import { effectText, effectWords } from '../../../core/ports/effect-words.ts'

const PORTS = [ChatSender, TitleTarget, StreamControl, Actions, Moderation, TwitchApi]
const EFFECTS = PORTS.flatMap(({ name, effects }) =>
  effects.map(method => ({ port: name, method })),
)

test.each(EFFECTS)('$port.$method is named by what it does', effect => {
  expect(effectWords(effect)).not.toContain(effect.port)
})

test('an effect of a port that a plugin defines is named by its port and method', () => {
  expect(effectWords({ port: 'Lamp', method: 'turn' })).toBe('call Lamp.turn')
})

test.each([
  ['Moderation', 'timeout', [{ id: '7', name: 'kim', displayName: 'Kim' }, '600s'], 'Kim'],
  ['Moderation', 'timeout', [{ name: 'kim' }, '600s'], 'kim'],
  ['Moderation', 'timeout', [{ id: '7' }, '600s'], '7'],
  ['Moderation', 'timeout', [{}, '600s'], undefined],
  ['Moderation', 'untimeout', [{ name: 'kim' }], 'kim'],
  ['Moderation', 'shoutout', ['bea'], 'bea'],
  ['ChatSender', 'send', ['Hello', 'ann'], 'Hello'],
  ['TitleTarget', 'setTitle', ['Chess'], 'Chess'],
  ['StreamControl', 'scene', ['Pause'], 'Pause'],
  ['StreamControl', 'start', [], undefined],
  ['Actions', 'run', ['lights', { colour: 'red' }], 'lights'],
  ['TwitchApi', 'request', ['POST', '/chat'], undefined],
  ['Lamp', 'turn', [3, 'fast'], undefined],
] as const)('%s.%s with %j is about: %s', (port, method, values, text) => {
  expect(effectText({ port, method, values })).toBe(text)
})
