import { type Declare, declare, exitWith } from '../declare.ts'

interface FireOptions {
  readonly data?: string
  readonly platform?: string
  readonly channel?: string
}

export const declareFire: Declare = root =>
  declare(root, {
    name: 'fire',
    does: 'a made-up event into the running instance; what answers it is done for real',
    example: `promethean fire mood.set --data '{"mood":"cosy"}'`,
  })
    .argument('<type>', 'the event type; promethean schema lists all')
    .option('--data <json>', 'its data as JSON; @file reads it from a file, - from standard input')
    .option('--platform <platform>', 'where it happened: twitch, youtube, ...')
    .option('--channel <channel>', 'in which channel; left out: your own on that platform')
    .action(
      exitWith<string, FireOptions>(async (type, settings) =>
        (await import('./fire.ts')).fire({ ...settings, type }),
      ),
    )
