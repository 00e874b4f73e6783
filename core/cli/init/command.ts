import type { Declare } from '../declare.ts'

const EXAMPLE = 'promethean init my-stream'

export const declareInit: Declare = root => {
  root
    .command('init')
    .argument('[arguments...]', 'the folder, and options; --help lists them')
    .description('make a new project of this version, like npm create promethean')
    .addHelpText('after', `\nExample:\n  $ ${EXAMPLE}`)
    // What create-promethean knows is its own affair, its help too.
    .helpOption(false)
    .allowUnknownOption()
    .action(async (given: readonly string[]) => {
      process.exitCode = await (await import('./init.ts')).init(given)
    })
}
