import { PassThrough } from 'node:stream'
import { expect, it, onTestFinished } from 'vitest'
import type { Answers } from '../../create/choices/answers.ts'
import { ask } from '../../create/command/questions.ts'
import { Cancelled, Failure } from '../../create/failure.ts'
import { placeOf } from '../../create/steps/place.ts'

const ENTER = '\r'
const DOWN = '\x1b[B'
const CTRL_C = '\x03'

it('every question has its answer ready', async () => {
  const { answering, shown } = asking({})
  await shown('Which folder', ENTER)
  await shown('Where do the events come from', ENTER)
  await shown('Write every event to MongoDB', ENTER)
  await shown('write a title', ENTER)
  await shown('chat bot', ENTER)
  await shown('Password of the WebSocket server of Streamer.bot', ENTER)
  await shown('Password of the WebSocket server of OBS', ENTER)
  expect(await answering).toEqual({
    place: placeOf('my-stream'),
    answers: {
      sources: ['streamerbot', 'obs'],
      mongo: false,
      model: undefined,
      bot: false,
      values: {},
    },
  })
})

it('the answers are what was chosen and typed', async () => {
  const { answering, shown } = asking({})
  await shown('Which folder', `her e${ENTER}`)
  // Streamer.bot off, Twitch EventSub on.
  await shown('Where do the events come from', ` ${DOWN} ${ENTER}`)
  await shown('Write every event to MongoDB', `y`)
  await shown('write a title', `${DOWN}${ENTER}`)
  await shown('chat bot', `y`)
  await shown('Client ID', ` abc ${ENTER}`)
  await shown('Your Twitch login', `ann${ENTER}`)
  await shown('Password of the WebSocket server of OBS', ENTER)
  await shown('Address of MongoDB', `mongodb://127.0.0.1${ENTER}`)
  expect(await answering).toEqual({
    place: placeOf('her e'),
    answers: {
      sources: ['obs', 'twitch'],
      ...{ mongo: true, model: 'ollama', bot: true },
      values: {
        TWITCH_CLIENT_ID: 'abc',
        TWITCH_CHANNEL: 'ann',
        MONGODB_URI: 'mongodb://127.0.0.1',
      },
    },
  })
})

it('what is given is not asked', async () => {
  const given = { sources: ['tau'], mongo: false, model: undefined, bot: true } as const
  const { answering, shown, screen } = asking({ folder: 'here', given })
  await shown('Address of TAU (Enter for http://localhost:8000)', ENTER)
  await shown("Token from TAU's dashboard", ENTER)
  await shown('Login whose chat TAU reads', ENTER)
  expect(await answering).toEqual({
    place: placeOf('here'),
    answers: { ...given, values: { TAU_URL: 'http://localhost:8000' } },
  })
  expect(screen()).not.toMatch(/Which folder|Where do the events|MongoDB|title|chat bot/)
})

it('a password is never shown', async () => {
  const given = { sources: ['obs'], mongo: false, model: 'anthropic', bot: false } as const
  const { answering, shown, screen } = asking({ folder: 'here', given })
  await shown('Password of the WebSocket server of OBS', `hush hush${ENTER}`)
  await shown('API key of Anthropic', `sk-made-up${ENTER}`)
  const { answers } = await answering
  expect(answers.values).toEqual({ OBS_PASSWORD: 'hush hush', ANTHROPIC_API_KEY: 'sk-made-up' })
  expect(screen()).not.toMatch(/hush|sk-|made-up/)
})

it('a value that .env cannot hold is asked for again', async () => {
  const given = { sources: ['obs'], mongo: false, model: undefined, bot: false } as const
  const { answering, shown } = asking({ folder: 'here', given })
  await shown('Password of the WebSocket server of OBS', `'"\`${ENTER}`)
  await shown('cannot hold all of the quotes', `\x7f${ENTER}`)
  expect((await answering).answers.values).toEqual({ OBS_PASSWORD: `'"` })
})

it('a folder that cannot be used is said at once, and another one asked for', async () => {
  const taken = new Failure('cannot make a project in taken: README.md would be overwritten')
  const { answering, shown } = asking({
    freePlace: async folder => {
      if (folder === 'taken') throw taken
      return placeOf(folder)
    },
  })
  await shown('Which folder', `taken${ENTER}`)
  await shown('README.md would be overwritten', '')
  await shown('Which folder', `free${ENTER}`)
  await shown('Where do the events', CTRL_C)
  await expect(answering).rejects.toThrow(Cancelled)
  await expect(
    asking({ folder: 'taken', freePlace: () => Promise.reject(taken) }).answering,
  ).rejects.toThrow(taken)
})

it.each([
  ['Which folder', []],
  ['Where do the events come from', [ENTER]],
  ['Write every event to MongoDB', [ENTER, ENTER]],
  ['write a title', [ENTER, ENTER, ENTER]],
  ['chat bot', [ENTER, ENTER, ENTER, ENTER]],
  ['Password of the WebSocket server of Streamer.bot', [ENTER, ENTER, ENTER, ENTER, ENTER]],
])('Ctrl-C at %j stops the questions', async (question, before) => {
  const { answering, shown } = asking({})
  const questions = ['Which folder', 'Where do the events', 'MongoDB', 'write a title', 'chat bot']
  for (const [index, keys] of before.entries()) await shown(questions[index] ?? '', keys)
  await shown(question, CTRL_C)
  await expect(answering).rejects.toThrow(new Cancelled())
})

/** The questions on a terminal of the test's own. */
function asking({
  folder,
  given = {},
  freePlace = async name => placeOf(name),
}: {
  readonly folder?: string
  readonly given?: Partial<Answers>
  readonly freePlace?: Parameters<typeof ask>[0]['freePlace']
}) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input })
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 200, rows: 50 })
  let text = ''
  let from = 0
  output.on('data', chunk => {
    text += chunk
  })
  onTestFinished(() => {
    input.destroy()
    output.destroy()
  })
  const answering = ask({ folder, given, freePlace, terminal: { input, output } })
  // Rejections are looked at when the keys are pressed.
  answering.catch(() => undefined)
  return {
    answering,
    screen: () => text,
    /** Presses keys once this is on the screen, after the last that was waited for. */
    shown: async (wanted: string, keys: string) => {
      await expect.poll(() => text.indexOf(wanted, from)).toBeGreaterThanOrEqual(0)
      from = text.indexOf(wanted, from) + wanted.length
      for (const key of keys.match(/\x1b\[.|./gs) ?? []) input.write(key)
    },
  }
}
