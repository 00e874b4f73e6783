import { Actions, ChatOutput, ChatSender, many, optional, TwitchApi } from 'promethean'
import { expect, it } from 'vitest'
import { Streamer } from '../../../core/plugin/ports/runtime.ts'
import { canAct } from '../../../core/runtime/can-act.ts'

it.each([
  ['says something in chat', { needs: { chat: ChatOutput }, provides: [] }, true],
  [
    'may run actions, if there is somebody to do it',
    { needs: { a: optional(Actions) }, provides: [] },
    true,
  ],
  ['runs them wherever it can', { needs: { all: many(Actions) }, provides: [] }, true],
  ['asks a platform to change something', { needs: { api: TwitchApi }, provides: [] }, true],
  ['sends what others say', { needs: {}, provides: [ChatSender] }, true],
  ['only filters', { needs: {}, provides: [] }, false],
  ['only reads settings', { needs: { streamer: Streamer }, provides: [] }, false],
] as const)('a plugin that %s: whether it acts is told by its ports', (_, use, acts) => {
  expect(canAct(use)).toBe(acts)
})
