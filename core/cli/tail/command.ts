import { type Declare, declare, exitWith } from '../declare.ts'

export const declareTail: Declare = root =>
  declare(root, {
    name: 'tail',
    does: 'the events of the running instance as they come, until Ctrl-C',
    example: 'promethean tail chat.message channel.raided',
  })
    .argument('[types...]', 'of these types only')
    .option('--all', 'dropped ones too, each with its verdict')
    .option('--ids', 'each with its id, as explain takes it')
    .action(
      exitWith<readonly string[], { readonly all?: boolean; readonly ids?: boolean }>(
        async (types, settings) => (await import('./tail.ts')).tail({ ...settings, types }),
      ),
    )
