import { type Declare, declare, exitWith } from '../declare.ts'

export const declareAdd: Declare = root =>
  declare(root, {
    name: 'add',
    does: 'install a plugin package, and print the lines that use it; the config stays as it is',
    example: 'promethean add promethean-plugin-raid-lights',
  })
    .argument('<package>', 'its name, with a version if you want; or its folder or .tgz file')
    .action(
      exitWith<string>(async (wanted, settings) =>
        (await import('./add.ts')).add({ ...settings, wanted }),
      ),
    )
