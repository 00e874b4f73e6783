import { chatBot } from '@promethean/plugins'
import { type ChatMessage, event, type NewEvent, type Told, type User } from 'promethean'
import { fakeChatOutput, type RunPluginSettings, runPlugin } from 'promethean/testing'
import { onTestFinished, vi } from 'vitest'

export type BotOptions = NonNullable<Parameters<typeof chatBot>[0]>

export const ann: User = { id: '1', name: 'ann', displayName: 'Ann', roles: ['broadcaster'] }
export const bea: User = { id: '2', name: 'bea', displayName: 'Bea', roles: [] }
export const mod: User = { id: '3', name: 'mo', displayName: 'Mo', roles: ['moderator'] }

let keys = 0

/** A line of chat, by default Bea's in Ann's chat on Twitch. */
export function line(
  text: string,
  data: Partial<ChatMessage> = {},
  told: Told = {},
): NewEvent<'chat.message'> {
  const messageId = data.messageId ?? `m${++keys}`
  const where = { key: messageId, platform: 'twitch', channel: 'ann' }
  return event('chat.message', { messageId, text, user: bea, ...data }, { ...where, ...told })
}

/** A running bot, and what it says and notes. */
export async function botWith(options: BotOptions, settings: RunPluginSettings = {}) {
  const chat = fakeChatOutput()
  const { ports = [], config = {}, ...others } = settings
  const run = await runPlugin(chatBot(options), {
    ports: [chat, ...ports],
    config: { streamer: { twitch: 'ann', youtube: 'UCann' }, bots: ['annbot'], ...config },
    ...others,
  })
  onTestFinished(() => run.stop())
  return {
    run,
    chat,
    said: () => chat.said,
    /** Tells a line and waits for the next thing said. */
    ask: async (text: string, data?: Partial<ChatMessage>, told?: Told) => {
      const before = chat.said.length
      run.emit(line(text, data, told))
      await vi.waitFor(() => {
        if (chat.said.length <= before) throw new Error(`nothing was said to ${text}`)
      })
      return chat.said.at(-1)
    },
    /** Tells it; whatever it answers to at once it has answered. */
    tell: async (...told: readonly NewEvent[]) => {
      for (const one of told) run.emit(one)
      await settled()
    },
    /** What the bot noted of an event, in order. */
    notes: async (id: string) => {
      await run.flush()
      return ((await run.journal.find(id))?.notes ?? []).map(({ text }) => text)
    },
    problems: () => run.logged.filter(({ level }) => level === 'error' || level === 'warn'),
  }
}

/** What was begun at once is done. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve))
}

export function raid(viewers: number): NewEvent<'channel.raided'> {
  return event(
    'channel.raided',
    { from: { displayName: 'Cleo' }, viewers },
    { platform: 'twitch', channel: 'ann' },
  )
}

/** OBS says the stream is on. */
export function liveNow(): NewEvent<'obs.stream.started'> {
  return event('obs.stream.started', {}, { platform: 'obs' })
}
