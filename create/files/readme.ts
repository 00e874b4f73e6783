import { type Answers, partsOf, variablesOf } from '../choices/answers.ts'
import { modelOf } from '../choices/models.ts'

/** The text of the project's own `README.md`. */
export function readmeOf(answers: Answers, name: string): string {
  return `${[
    `# ${name}`,
    'Automations for a live stream, run by Promethean.',
    '```sh\nnpm start                 # run; edits apply while it runs, Ctrl-C stops\nnpm test                  # run the tests in test/\nnpx promethean check      # check the config, its options and types\nnpx promethean doctor     # test every connection, and say what to fix\nnpx promethean --help     # every other command\n```',
    stateOf(answers),
    '## What is where\n\n| file | what it is |\n| --- | --- |\n| `promethean.config.ts` | which plugins run, and their options |\n| `.env` | passwords, keys and addresses; not in git. A comment says where each comes from |\n| `.env.example` | the same without your values, for git |\n| `config/greeter.ts` | your first own plugin: greets every viewer once a stream |\n| `test/greeter.test.ts` | its test |\n| `.promethean/` | what Promethean stores: events, logs, sign-ins; not in git |',
    nextOf(answers),
    '## Update\n\nStop Promethean, then:\n\n```sh\nnpm install promethean@latest @promethean/plugins@latest\nnpx promethean check\n```',
  ].join('\n\n')}\n`
}

function stateOf(answers: Answers): string {
  if (answers.sources.length === 0)
    return 'No source is set up yet, so a simulated stream runs. Add your sources to `promethean.config.ts`.'
  return 'As long as no source has its values in `.env`, a simulated stream runs, and nothing is written to a database or said in a real chat. What is left out is said at the start, in one line each.'
}

function nextOf(answers: Answers): string {
  const steps = [
    ...(variablesOf(answers).length > 0
      ? ['Fill in `.env`. Promethean applies it as soon as you save it.']
      : []),
    ...(answers.sources.includes('twitch')
      ? ['Sign in to Twitch: `npx promethean auth twitch`.']
      : []),
    ...titleSteps(answers),
    'Run `npx promethean doctor` to test the connections.',
    'Edit `config/greeter.ts` while `npm start` runs, and watch the next greeting.',
    'Commit everything: `.gitignore` keeps your secrets out.',
  ]
  return `## Next\n\n${steps.map((step, index) => `${index + 1}. ${step}`).join('\n')}`
}

function titleSteps({ model, ...rest }: Answers): readonly string[] {
  if (!model) return []
  const { title, first, needs } = modelOf(model)
  const { sources } = partsOf({ model, ...rest })
  return [
    ...(needs.length > 0 ? [] : [`Prepare ${title} for the titles: ${first}.`]),
    ...(rest.sources.includes('streamerbot')
      ? [
          'In Streamer.bot, create the action `Set Stream Title`: *Actions*, *Add*, then the sub-action *Twitch*, *Channel*, *Set Channel Title* with the title `%title%`.',
        ]
      : []),
    ...(sources.some(({ setsTitles }) => setsTitles)
      ? []
      : ['Add a source that can set titles: `streamerbot`, `twitch` or `tau`.']),
  ]
}
