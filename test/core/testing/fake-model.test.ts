import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { definePlugin, inOrder, LanguageModel } from 'promethean'
import { fakeModel, playModel, recordModel, runPlugin } from 'promethean/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'

describe('a model stand-in', () => {
  it('says one thing to everybody, or each of a list once', async () => {
    const one = fakeModel('hello')
    expect((await one.generate({ prompt: 'a' })).text).toBe('hello')
    expect((await one.generate({ prompt: 'b' })).text).toBe('hello')
    expect(one.asked.map(({ prompt }) => prompt)).toEqual(['a', 'b'])

    const two = fakeModel(['first', new Error('away')])
    expect((await two.generate({ prompt: 'a' })).text).toBe('first')
    await expect(two.generate({ prompt: 'b' })).rejects.toThrow('away')
    await expect(two.generate({ prompt: 'c' })).rejects.toThrow(
      'the stand-in has no answer to question 3; give it one more answer',
    )
  })

  it('answers by the question, keeps to its length and to its schema', async () => {
    const model = fakeModel(({ prompt }) => prompt)
    expect((await model.generate({ prompt: 'long long', maxLength: 5 })).text).toBe('long')
    const schema = z.object({ title: z.string() })
    const fit = await model.generate({ prompt: '{"title":"Hi"}', schema })
    expect(fit.value).toEqual({ title: 'Hi' })
    await expect(model.generate({ prompt: 'Hi', schema })).rejects.toThrow(
      'the answer of the stand-in does not fit the schema; give it JSON that does',
    )
  })

  it('stops waiting when it is called off', async () => {
    const model = fakeModel(() => new Promise<never>(() => undefined))
    const waiting = model.generate({ prompt: 'a', signal: AbortSignal.abort(new Error('gone')) })
    await expect(waiting).rejects.toThrow('gone')
  })

  it('serves a plugin that needs a model', async () => {
    const asker = definePlugin({
      name: 'asker',
      needs: { model: LanguageModel },
      setup: ({ on, ports }) =>
        on('title.wanted').pipe(
          inOrder(async () => void (await ports.model.generate({ prompt: 'a title' }))),
        ),
    })
    const model = fakeModel('A title')
    const run = await runPlugin(asker(), { ports: [model] })
    onTestFinished(() => run.stop())
    run.emit({ type: 'title.wanted', data: {} })
    await expect.poll(() => model.asked.length).toBe(1)
  })
})

describe('a record of a model', () => {
  it('gives each question the answers it got, in their order', async () => {
    const file = temporary()
    const live = recordModel(fakeModel(['one', 'two', 'other']), file)
    const chat = [{ label: 'chat', lines: ['hi'] }]
    await live.generate({ system: 'Be brief.', prompt: 'a', untrusted: chat })
    await live.generate({ system: 'Be brief.', prompt: 'a', untrusted: chat })
    await live.generate({ prompt: 'a' })
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(3)

    const played = playModel(file)
    const again = { system: 'Be brief.', prompt: 'a', untrusted: chat, deadline: '1s' }
    expect((await played.generate({ prompt: 'a' })).text).toBe('other')
    expect((await played.generate(again)).text).toBe('one')
    expect((await played.generate(again)).text).toBe('two')
    expect((await played.generate(again)).text).toBe('two')
  })

  it('does not invent what it never heard', async () => {
    const file = temporary()
    await recordModel(fakeModel('one'), file).generate({ prompt: 'a' })
    await expect(playModel(file).generate({ prompt: 'b' })).rejects.toThrow(
      'has no answer to "b"; record it again with the current question',
    )
  })

  it('names the line that is no record', () => {
    const file = temporary()
    writeFileSync(file, '{"key":"k","text":"t","model":"m"}\nnonsense\n')
    expect(() => playModel(file)).toThrow(
      `${file}:2 is not a model's answer; fix the line, or record the file again with recordModel`,
    )
  })
})

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'record-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'answers.jsonl')
}
