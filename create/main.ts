import { argumentsOf } from './command/arguments.ts'
import { HELP } from './command/help.ts'
import { createProject } from './create-project.ts'
import { messageOf, WrongUsage } from './failure.ts'
import { OWN_VERSION } from './versions.ts'

/** Makes a project. @returns an exit code: 0 done, 1 could not be done, 2 wrong usage */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const called = argumentsOf(argv)
    if (called.help) console.log(HELP)
    else if (called.version) console.log(OWN_VERSION)
    else await createProject(called)
    return 0
  } catch (thrown) {
    if (argv.includes('--json'))
      console.log(JSON.stringify({ code: 'failed', message: messageOf(thrown) }))
    else console.error(messageOf(thrown))
    return thrown instanceof WrongUsage ? 2 : 1
  }
}
