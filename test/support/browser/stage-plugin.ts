import { createServer, type IncomingMessage } from 'node:http'
import {
  Approval,
  ChatSender,
  definePlugin,
  type Event,
  event,
  Moderation,
  type NewEvent,
  type Platform,
  TitleTarget,
} from 'promethean'
import { Subject } from 'rxjs'
import { z } from 'zod'
import type { Cue } from './stage.ts'

const PLATFORMS: readonly Platform[] = ['twitch', 'youtube', 'kick']
const ACCOUNTS = PLATFORMS.map(platform => ({ platform, channel: 'ann' }))

/** A platform in the hands of a test: it tells what it is told, and writes down what leaves. Copied beside a test's config. */
export default definePlugin({
  name: 'stage',
  options: z.strictObject({ port: z.number() }),
  exclusive: true,
  needs: { approval: Approval },
  provides: [ChatSender, Moderation, TitleTarget],
  setup: async ({ options, provide, ports, link, defer, log }) => {
    const told = new Subject<NewEvent>()
    const left: string[] = []
    const leave = async (...words: readonly string[]) => void left.push(words.join(' '))
    const connection = link({ quiet: '1d' })
    provide(ChatSender, {
      platforms: PLATFORMS,
      account: () => ({ name: 'annbot' }),
      send: async (text, { platform, replyTo = '-' }) => {
        await leave('say', platform, replyTo, text)
        return { status: 'sent', confirmed: true }
      },
    })
    provide(Moderation, {
      delete: (line: Event<'chat.message'>) => leave('delete', line.data.messageId),
      timeout: ({ name = '' }, length) => leave('timeout', name, length),
      untimeout: ({ name = '' }) => leave('untimeout', name),
      shoutout: channel => leave('shoutout', channel),
    })
    provide(TitleTarget, {
      setTitle: async title => {
        await leave('title', title)
        return { isConfirmed: true }
      },
      getTitle: async () => undefined,
    })
    const perform = (cue: Cue) => {
      if ('tell' in cue) {
        for (const { type, data, ...more } of cue.tell) {
          // The test names a type that there is, and its data.
          told.next(event(type as 'chat.message', data as never, more as never))
        }
      } else if ('ask' in cue) {
        const revise = (text: string) => {
          left.push(`revised ${text}`)
          return text
        }
        const request = { what: cue.ask, text: cue.text, within: cue.within ?? '10m', revise }
        ports.approval.ask(request).then(
          decision => leave('decided', cue.ask, decision),
          error => log.error(error),
        )
      } else if ('trouble' in cue) connection.troubled(cue.trouble ?? undefined)
      else log[cue.level](cue.log)
    }
    const server = createServer(async (request, answer) => {
      if (request.method === 'POST') perform(JSON.parse(await bodyOf(request)))
      answer.end(JSON.stringify(left))
    })
    await new Promise<void>(listening => server.listen(options.port, '127.0.0.1', listening))
    defer(() => {
      server.close()
      server.closeAllConnections()
    })
    connection.connected(ACCOUNTS)
    return told
  },
})

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const piece of request.setEncoding('utf8')) body += piece
  return body
}
