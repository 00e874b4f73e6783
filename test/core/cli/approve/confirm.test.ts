import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { chosen } from '../../../../core/cli/approve/confirm.ts'

const TITLE = {
  ...{ id: 'alfa', number: 1, plugin: 'title-generator', what: 'title', text: 'Cosy evening' },
  ...{ since: '2026-11-30T20:00:00.000Z', until: '2026-11-30T20:02:00.000Z' },
}
const ACT = {
  ...{ ...TITLE, id: 'bravo', number: 2, plugin: 'mcp', what: 'message', text: 'Welcome' },
  agent: {
    ...{ name: 'claude-ai 1.2', tool: 'chat_say', input: { text: 'Welcome' } },
    shown: [
      { name: 'where', value: 'twitch, channel ann' },
      { name: 'text', value: 'Welcome' },
    ],
  },
}

const ASKED = { word: 'Approve', isSure: false } as const

/** A terminal on which somebody answers; without an answer he closes it. */
async function answered(pending: Parameters<typeof chosen>[0], answer?: string) {
  const terminal = { input: new PassThrough(), output: new PassThrough() }
  const shown = text(terminal.output)
  const deciding = chosen(pending, { ...ASKED, terminal })
  terminal.input.end(answer)
  const which = await deciding
  terminal.output.end()
  return { which, shown: await shown }
}

describe('approve without an id', () => {
  it('shows what an agent asks for, and does it for a yes alone', async () => {
    const { which, shown } = await answered([ACT, TITLE], 'y\n')
    expect(which).toEqual({ which: 'bravo' })
    for (const said of [
      'message of mcp: Welcome',
      'claude-ai 1.2 asks',
      'where    | twitch, channel ann',
      'text     | Welcome',
      'alfa',
      'Approve bravo? [y/N]',
    ])
      expect(shown).toContain(said)
    for (const answer of ['\n', 'n\n', 'yellow\n', undefined])
      expect((await answered([ACT], answer)).which).toBe('nothing')
  })

  it('asks about the oldest where an agent asks for another', async () => {
    const { which, shown } = await answered([TITLE, ACT], 'yes\n')
    expect(which).toEqual({ which: 'alfa' })
    expect(shown).toContain('title of title-generator: Cosy evening')
  })

  it('takes the oldest title or answer of a plugin without asking', async () => {
    expect(await answered([TITLE, { ...TITLE, id: 'charlie' }])).toEqual({ which: {}, shown: '' })
    expect((await answered([])).which).toEqual({})
  })

  it('takes the oldest if it is told to, and leaves it to the instance where nobody can be asked', async () => {
    const terminal = undefined
    expect(await chosen([ACT], { ...ASKED, isSure: true, terminal })).toEqual({ which: 'bravo' })
    expect(await chosen([ACT], { ...ASKED, terminal })).toEqual({})
  })
})
