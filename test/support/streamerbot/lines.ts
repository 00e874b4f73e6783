import type { EventFrame } from './fake-streamerbot.ts'

/** A chat message as 1.0.5 and later send it. */
export function chatFrame(messageId: string, text = 'good evening'): EventFrame {
  return {
    timeStamp: '2026-11-20T20:15:00.1234567+01:00',
    event: { source: 'Twitch', type: 'ChatMessage' },
    data: {
      user: {
        id: '90210',
        login: 'moss_owl',
        name: 'Moss_Owl',
        role: 1,
        badges: [],
        type: 'twitch',
      },
      messageId,
      meta: { firstMessage: false, isMe: false },
      text,
      emotes: [],
      parts: [{ type: 'text', text }],
      broadcaster: { id: '4242', login: 'ann', name: 'Ann', type: 'twitch' },
    },
  }
}
