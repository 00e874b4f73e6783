import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { dirname, join } from 'node:path/posix'
import { AGENT_ACTS } from 'promethean'
import { describe, expect, it } from 'vitest'
import { agentDesk } from '../../../core/mcp/desk.ts'

const MOST_BYTES = 10_000

const ACTING = ['chat_say', 'title_set', 'stream_control', 'action_run', 'moderate', 'memory_note']

const desk = agentDesk({
  asking: () => () => Promise.reject(new Error('nothing is asked')),
  // All tools: those that act, too.
  acts: {
    allowed: () => AGENT_ACTS,
    perform: () => Promise.reject(new Error('nothing is done')),
    decide: () => undefined,
  },
})

describe('the tools of agents', () => {
  it('are described in less than 10 kB, so that no model spends its attention on them', () => {
    expect(Buffer.byteLength(JSON.stringify(desk.tools()))).toBeLessThan(MOST_BYTES)
  })

  it('have names and descriptions, and say what they may change', () => {
    for (const { name, title, description, annotations } of desk.tools()) {
      expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/)
      expect(title.length).toBeGreaterThan(3)
      expect(description).toMatch(/^[A-Z].*\.$/)
      expect(annotations.readOnlyHint).toBe(!ACTING.includes(name))
    }
  })

  it('are called with anything, however deep', async () => {
    let deep: unknown = 1
    for (let level = 0; level < 50_000; level++) deep = [deep]
    const call = { agent: { name: 'x' }, tool: 'action_run', input: { name: 'x', args: { deep } } }
    expect(await desk.call(call, new AbortController().signal)).toMatchObject({
      refusal: {
        code: 'invalid_input',
        what: 'action_run cannot take this input',
        why: 'it is nested too deeply: at most 100 lists and objects in one another are read',
      },
    })
  })

  it.each([
    [
      'chat_recent',
      { limit: Number.POSITIVE_INFINITY },
      'limit: expected a number, got an infinite number',
    ],
    [
      'explain',
      { id: 'x'.repeat(50_000) },
      'id: expected at most 500 characters, got a longer string',
    ],
    [
      'moderate',
      { do: 'timeout', user: 'bea', seconds: Number.MAX_SAFE_INTEGER },
      'seconds: expected at most 1209600, got a larger number (given: 9007199254740991)',
    ],
  ])(
    'say what is wrong with a value that is too large, and repeat none: %s',
    async (tool, input, sentence) => {
      const call = { agent: { name: 'x' }, tool, input }
      expect(await desk.call(call, new AbortController().signal)).toEqual({
        ...{ done: false },
        refusal: {
          code: 'invalid_input',
          what: `${tool} cannot take this input`,
          why: sentence,
        },
      })
    },
  )

  it('are called by any name, of which a short line is told', async () => {
    const tool = `approve\r\n${'x'.repeat(200_000)}`
    const answer = await desk.call(
      { agent: { name: 'x' }, tool, input: {} },
      new AbortController().signal,
    )
    expect(answer).toMatchObject({
      refusal: { what: `there is no tool approve ${'x'.repeat(52)}` },
    })
  })

  it('are views of operations: they import nothing else', async () => {
    const strays: string[] = []
    for await (const file of glob('core/mcp/**/*.ts')) {
      const text = readFileSync(file, 'utf8')
      for (const [, from = ''] of text.matchAll(/(?:from\s|import\()\s*'([^']+)'/g)) {
        const path = from.startsWith('.') ? join(dirname(file.replaceAll('\\', '/')), from) : from
        const isOwn = ['core/mcp/', 'core/operations/'].some(folder => path.startsWith(folder))
        if (!isOwn && from !== 'zod' && from !== '@modelcontextprotocol/server')
          strays.push(`${file}: ${from}`)
      }
    }
    expect(strays).toEqual([])
  })
})
