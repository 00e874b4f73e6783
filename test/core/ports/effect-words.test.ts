import { expect, test } from 'vitest'
import { ChatSender } from '../../../core/plugin/ports/chat.ts'
import {
  Actions,
  Moderation,
  StreamControl,
  TitleTarget,
} from '../../../core/plugin/ports/effects.ts'
import { TwitchApi } from '../../../core/plugin/ports/platform-api.ts'
import { effectWords } from '../../../core/ports/effect-words.ts'

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
