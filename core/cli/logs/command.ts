import { type Declare, declare, exit } from '../declare.ts'
import type { LogsOptions } from './logs.ts'

export const declareLogs: Declare = root =>
  declare(root, {
    name: 'logs',
    does: 'the log, by plugin and level; with a running instance and without one',
    example: 'promethean logs --plugin mongo --level warn --since 2h',
  })
    .option('--plugin <plugin>', 'of this plugin alone, or of promethean itself')
    .option('--level <level>', 'of this level and above: debug, info, warn or error; default info')
    .option('--since <time>', 'written at or after: 2h, 2026-11-23 or 2026-11-23T19:00')
    .option('--limit <count>', 'the newest so many; default 1000')
    .option('--follow', 'goes on with what is written, until Ctrl-C')
    .action(exit<LogsOptions>(async settings => (await import('./logs.ts')).logs(settings)))
