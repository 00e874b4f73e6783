import { Embeddings } from 'promethean'
import { runPlugin } from 'promethean/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { pluginIn } from '../../support/local-embeddings/installed.ts'
import { MODEL_FOLDER } from '../../support/local-embeddings/packages.ts'
import { wantsPeers } from '../../support/peers/suites.ts'

// Each line, and the same said in other words. Beyond everyday words the model is weak: its page has an example.
const PAIRS = [
  ['The boss killed us again.', 'We died to the final enemy once more.'],
  ['How old are you?', 'What is your age?'],
  ['What is this song called?', 'Which music is playing right now?'],
  ['I love this game.', 'This is my favourite video game.'],
  ['Turn the volume up, please.', 'The sound is too quiet.'],
  ['He fell off the bridge.', 'He dropped down from the bridge.'],
  ['When do you stream again?', 'What time is the next stream?'],
  ['Congratulations on the win!', 'Well done, you won!'],
] as const

const cosine = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, part, at) => sum + part * (b[at] ?? 0), 0)

describe.runIf(wantsPeers)('the real model', () => {
  it('puts a line nearer to the same in other words than to any other line', async () => {
    const plugin = await pluginIn(MODEL_FOLDER)
    const run = await runPlugin(plugin({ deadline: '2m' }))
    onTestFinished(() => run.stop())
    const embedded = async (texts: readonly string[]) =>
      (await run.port(Embeddings).embed(texts, 'passage')).vectors
    const lines = await embedded(PAIRS.map(([line]) => line))
    const others = await embedded(PAIRS.map(([, other]) => other))
    const nearest = lines.map(line => {
      const nearness = others.map(other => cosine(line, other))
      return nearness.indexOf(Math.max(...nearness))
    })
    expect(nearest).toEqual(PAIRS.map((_, at) => at))
  })

  it('takes any text, and gives the same vector alone and among others', async () => {
    const plugin = await pluginIn(MODEL_FOLDER)
    const run = await runPlugin(plugin({ deadline: '2m' }))
    onTestFinished(() => run.stop())
    const embed = (...texts: string[]) => run.port(Embeddings).embed(texts, 'query')
    const odd = [
      '',
      ' ',
      '\0',
      '\ud800',
      '😀',
      '日本語',
      'word '.repeat(20_000),
      'We lost the fight.',
    ]
    const { vectors } = await embed(...odd)
    expect(vectors.map(({ length }) => length)).toEqual(odd.map(() => 512))
    const [alone] = (await embed('We lost the fight.')).vectors
    const [among] = vectors.slice(-1)
    expect(alone && among && cosine(alone, among)).toBeCloseTo(1)
  })
})
