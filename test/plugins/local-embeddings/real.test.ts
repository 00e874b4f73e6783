import { Embeddings } from 'promethean'
import { runPlugin } from 'promethean/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { pluginIn } from '../../support/local-embeddings/installed.ts'
import { MODEL_FOLDER } from '../../support/local-embeddings/packages.ts'
import { wantsPeers } from '../../support/peers/suites.ts'

// Each line, the same said in other words, and one that has words in common but means something else.
const TRIPLES = [
  [
    'The boss killed us again.',
    'We died to the final enemy once more.',
    'My boss at work called again.',
  ],
  [
    'The stream keeps freezing.',
    'The video stutters all the time.',
    'We went swimming in a cold stream.',
  ],
  ['How old are you?', 'What is your age?', 'How are you doing today?'],
  [
    'That song is great, what is it called?',
    'Which music is playing right now?',
    'A bird sat on the roof.',
  ],
  ['I love this game.', 'This is my favourite video game.', 'The train leaves at noon.'],
  ['Can you turn the volume up?', 'The sound is too quiet.', 'Turn left at the next corner.'],
] as const

const cosine = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, part, at) => sum + part * (b[at] ?? 0), 0)

describe.runIf(wantsPeers)('the real model', () => {
  it('puts what means the same nearer than what does not', async () => {
    const plugin = await pluginIn(MODEL_FOLDER)
    const run = await runPlugin(plugin({ deadline: '2m' }))
    onTestFinished(() => run.stop())
    const { vectors } = await run.port(Embeddings).embed(TRIPLES.flat(), 'passage')
    expect(vectors).toHaveLength(3 * TRIPLES.length)
    for (const [at, [line]] of TRIPLES.entries()) {
      const [said, same, other] = vectors.slice(3 * at, 3 * at + 3)
      if (said === undefined || same === undefined || other === undefined) throw new Error(line)
      expect(cosine(said, same), line).toBeGreaterThan(cosine(said, other))
      expect(cosine(said, said)).toBeCloseTo(1)
    }
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
