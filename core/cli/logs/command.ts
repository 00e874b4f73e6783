import { type Declare, declare, exit } from '../declare.ts'
import type { LogsOptions } from './logs.ts'

export const declareLogs: Declare = root =>
  declare(root, {
    name: 'logs',
    does: 'print the log, with or without a running instance',
    example: 'promethean logs --plugin mongo --level warn --since 2h',
  })
    .option('--plugin <plugin>', 'only this plugin, or promethean itself')
    .option(
      '--level <level>',
      'only this level and above: debug, info, warn or error; default info',
    )
    .option('--since <time>', 'written at or after this time: 2h, 2026-11-23 or 2026-11-23T19:00')
    .option('--limit <count>', 'at most this many, the newest; default 1000')
    .option('--follow', 'keep printing new lines until Ctrl-C')
    .action(exit<LogsOptions>(async settings => (await import('./logs.ts')).logs(settings)))
