import { expect, it } from 'vitest'
import { argumentsOf } from '../../create/command/arguments.ts'
import { WrongUsage } from '../../create/failure.ts'

const NONE = { yes: false, json: false, install: true, help: false, version: false }

it.each([
  [[], { folder: undefined, given: {}, ...NONE }],
  [['.'], { folder: '.', given: {}, ...NONE }],
  [
    ['my stream', '--yes', '--json', '--no-install'],
    { folder: 'my stream', given: {}, ...NONE, yes: true, json: true, install: false },
  ],
  [
    ['--sources', 'obs, streamerbot,obs', 'here', '--mongo', '--model=ollama', '--bot', '-y'],
    {
      ...{ folder: 'here', ...NONE, yes: true },
      given: { sources: ['obs', 'streamerbot'], mongo: true, model: 'ollama', bot: true },
    },
  ],
  [
    ['--sources=obs', '--sources=tau', '--no-mongo', '--no-bot', '--model', 'none'],
    {
      ...{ folder: undefined, ...NONE },
      given: { sources: ['obs', 'tau'], mongo: false, model: undefined, bot: false },
    },
  ],
  [['--sources', 'none'], { folder: undefined, given: { sources: [] }, ...NONE }],
  // As people call them.
  [
    ['--sources', 'Streamer.bot,Twitch chat,twitch-eventsub', '--model', 'LM Studio'],
    {
      ...{ folder: undefined, ...NONE },
      given: { sources: ['streamerbot', 'twitch-irc', 'twitch'], model: 'lmstudio' },
    },
  ],
])('%j is read as it is meant', (argv, expected) => {
  expect(argumentsOf(argv)).toEqual(expected)
})

it.each([
  [['--sources', 'obss'], 'unknown source obss; did you mean obs?'],
  [['--sources', 'obs,streamrbot'], 'unknown source streamrbot; did you mean streamerbot?'],
  [
    ['--sources', 'youtube'],
    'unknown source youtube; choose from streamerbot, twitch, twitch-irc, tau, obs, or none',
  ],
  [
    ['--sources', 'none,obs'],
    'none cannot be combined with other sources; leave it out, or the others',
  ],
  [
    ['--sources', ''],
    'no source is named; choose from streamerbot, twitch, twitch-irc, tau, obs, or none',
  ],
  [
    ['--sources', ' , '],
    'no source is named; choose from streamerbot, twitch, twitch-irc, tau, obs, or none',
  ],
  [['--model', 'olama'], 'unknown model olama; did you mean ollama?'],
  [
    ['--model', 'llama3.2'],
    'unknown model llama3.2; choose from ollama, lmstudio, openai, anthropic, or none',
  ],
  [['--sorces', 'obs'], 'unknown option --sorces; did you mean --sources?'],
  [['--force'], 'unknown option --force; --help lists the options'],
  [['-x'], 'unknown option -x; --help lists the options'],
  [['--mongo', '--no-mongo'], '--mongo and --no-mongo exclude each other: use one of them'],
  [['--no-bot', '--bot'], '--bot and --no-bot exclude each other: use one of them'],
  [['--sources'], '--sources needs a value: --sources streamerbot,obs'],
  [['--model', '--yes'], '--model needs a value: --model ollama'],
  [['--yes=no'], '--yes takes no value'],
  [['my', 'stream'], 'only one folder can be made; put a name with spaces in quotes'],
  [[' '], 'the folder needs a name, such as my-stream'],
])('%j is refused: %s', (argv, sentence) => {
  expect(() => argumentsOf(argv)).toThrow(new WrongUsage(sentence))
})
