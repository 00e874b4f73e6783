import { type Declare, declare, exitWith } from '../declare.ts'

export const declareTail: Declare = root =>
  declare(root, {
    name: 'tail',
    does: 'print the events of the running instance as they arrive, until Ctrl-C',
    example: 'promethean tail chat.message channel.raided',
  })
    .argument('[types...]', 'only these types')
    .option('--all', 'include dropped events, each with its verdict')
    .option('--ids', 'print the id of each event, for promethean explain')
    .action(
      exitWith<readonly string[], { readonly all?: boolean; readonly ids?: boolean }>(
        async (types, settings) => (await import('./tail.ts')).tail({ ...settings, types }),
      ),
    )
