import { expect, it } from 'vitest'
import { questions } from '../../../core/mcp/client-approval.ts'
import { mcpServer } from '../../../core/mcp/server.ts'
import { mcpLibrary } from '../../../core/operations/agents/library.ts'

it('a tool that throws is answered with what to do next, and the server goes on', async () => {
  const library = await mcpLibrary()
  let calls = 0
  const call = async () => {
    if (calls++ === 0) throw new Error('the disk is on fire')
    return { done: true as const, value: { status: 'fine' } }
  }
  const server = mcpServer(library, {
    ...{
      version: '1.0.0',
      unnamed: 'unknown',
      connection: '1',
      tellsChanges: false,
      era: 'legacy',
    },
    ...{ questions: questions(library), tools: async () => [], call, answer: call },
  })
  const { fetch, close } = library.createMcpHandler(() => server)
  const use = async () => {
    const request = new Request('http://127.0.0.1/mcp', {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify({
        ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
        params: { name: 'chat_say', arguments: { text: 'Hello' } },
      }),
    })
    const body = await (await fetch(request)).text()
    const data = body.split('\n').find(line => line.startsWith('data: {'))
    return JSON.parse(data?.slice('data: '.length) ?? body).result
  }
  const failed = await use()
  expect(failed.isError).toBe(true)
  expect(JSON.parse(failed.content[0].text)).toEqual({
    error:
      'the disk is on fire; try again; if it fails again, tell the streamer, who finds more with promethean logs',
    code: 'runtime',
  })
  expect((await use()).structuredContent).toEqual({ status: 'fine' })
  await close()
})
