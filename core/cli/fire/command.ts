import { type Declare, declare, exitWith } from '../declare.ts'

interface FireOptions {
  readonly data?: string
  readonly platform?: string
  readonly channel?: string
}

export const declareFire: Declare = root =>
  declare(root, {
    name: 'fire',
    does: 'send a test event to the running instance; reactions are real',
    example: `promethean fire mood.set --data '{"mood":"cosy"}'`,
  })
    .argument('<type>', 'the event type; promethean schema lists them all')
    .option('--data <json>', 'its data as JSON; @file reads a file, - reads standard input')
    .option('--platform <platform>', 'the platform it happens on: twitch, youtube, ...')
    .option('--channel <channel>', 'the channel it happens in; default your own on that platform')
    .action(
      exitWith<string, FireOptions>(async (type, settings) =>
        (await import('./fire.ts')).fire({ ...settings, type }),
      ),
    )
