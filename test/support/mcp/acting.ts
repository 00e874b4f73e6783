import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { configOf } from '../../flow/own-plugins.ts'
import type { TestProject } from '../process/promethean.ts'
import type { Reply, ToolReply } from './agent.ts'

// What leaves is a line in a file.
const PLATFORM = `
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Actions, ChatSender, definePlugin, event, Moderation, StreamControl, TitleTarget } from 'promethean'
import { filter, interval, merge, mergeMap, of, take } from 'rxjs'

export default definePlugin({
  name: 'platform',
  provides: [Actions, ChatSender, Moderation, StreamControl, TitleTarget],
  setup: ({ provide, folder, link }) => {
    const leave = async (...words) => appendFileSync(join(folder, '..', 'left.txt'), words.join(' ') + '\\n')
    provide(Actions, { run: (name, args) => leave('action', name, JSON.stringify(args)) })
    provide(Moderation, {
      delete: line => leave('delete', line.data.messageId),
      timeout: ({ name }, length) => leave('timeout', name, length),
      untimeout: ({ name }) => leave('untimeout', name),
      shoutout: name => leave('shoutout', name),
    })
    provide(StreamControl, {
      start: () => leave('start'),
      stop: () => leave('stop'),
      scene: name => leave('scene', name),
      show: (name, visible) => leave(visible ? 'show' : 'hide', name),
      text: (name, text) => leave('text', name, text),
    })
    provide(TitleTarget, {
      setTitle: async title => (await leave('title', title), { isConfirmed: true }),
      getTitle: async () => undefined,
    })
    provide(ChatSender, {
      platforms: ['twitch'],
      account: () => ({ name: 'annbot' }),
      send: async text => {
        await leave(text)
        return { status: 'sent', messageId: 'm-1', confirmed: true }
      },
    })
    link({ quiet: '1d' }).connected([{ platform: 'twitch', channel: 'ann' }])
    const user = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }
    const line = { messageId: 'line-1', text: 'hello there', user }
    const chat = join(folder, '..', 'chat.json')
    const typed = interval(50).pipe(
      filter(() => existsSync(chat)),
      take(1),
      mergeMap(() => {
        const lines = JSON.parse(readFileSync(chat, 'utf8'))
        return lines.map(({ roles, text, channel = 'ann', test }, at) => event(
          'chat.message',
          { messageId: 'typed-' + at, text, user: { id: '1', name: 'ann', displayName: 'Ann', roles } },
          { key: 'typed-' + at, platform: 'twitch', channel, test },
        ))
      }),
    )
    const first = event('chat.message', line, { key: 'line-1', platform: 'twitch', channel: 'ann' })
    return merge(of(first), typed)
  },
})
`

const IMPORTS =
  "import platform from './platform.ts'\nimport { mcp, web } from '@promethean/plugins'"

/** The config of a streamer on whose platform agents can do everything that the uses allow. */
export function actingConfig(...uses: string[]): string {
  return configOf(['platform()', ...uses], "streamer: { twitch: 'ann' },", IMPORTS)
}

/** The files of such a project. */
export function actingFiles(...uses: string[]): Readonly<Record<string, string>> {
  return { 'platform.ts': PLATFORM, 'promethean.config.ts': actingConfig(...uses) }
}

/** What has left, one act a line. */
export function left({ folder }: TestProject): readonly string[] {
  try {
    return readFileSync(join(folder, 'left.txt'), 'utf8').trimEnd().split('\n')
  } catch {
    return []
  }
}

/** The names of the tools that an agent is offered. */
export async function toolsOf(agent: {
  ask(method: string): Promise<Reply>
}): Promise<readonly string[]> {
  const { result } = await agent.ask('tools/list')
  const tools: readonly { readonly name: string }[] = Object(result).tools
  return tools.map(({ name }) => name)
}

/** What a tool answered. */
export function told({ structuredContent, content }: ToolReply): Readonly<Record<string, unknown>> {
  if (structuredContent === undefined) throw new Error(content[0]?.text)
  return structuredContent
}

/** Why a tool was refused. */
export function refused({ isError, content }: ToolReply): string {
  expect(isError).toBe(true)
  return JSON.parse(content[0]?.text ?? '').error
}
