import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LoadedBeside, Loader } from '../config/load/load.ts'
import { makeFolder, onDisk } from '../disk.ts'
import { ConfigProblem } from '../errors.ts'

/**
 * Loads a package as the config in this folder would import it: by the same loader, so what both import is one instance.
 * @throws ConfigProblem if it is not installed or cannot be loaded
 */
export async function loadPackage(
  loader: Pick<Loader, 'loadBeside'>,
  folder: string,
  name: string,
): Promise<LoadedBeside> {
  const place = join(folder, '.promethean')
  makeFolder(place, 'the compiled config', 'move the config to another folder')
  const entry = join(place, `package-${randomUUID()}.mjs`)
  const imported = JSON.stringify(name)
  const text = `import * as all from ${imported}\nexport { all }\n`
  await onDisk(`write ${entry}`, () => writeFile(entry, text))
  try {
    const { exports, warnings } = await loader.loadBeside(entry)
    return { exports: Object(Reflect.get(exports, 'all')), warnings }
  } catch (failure) {
    if (!(failure instanceof ConfigProblem)) throw failure
    // Its place is in a file that nobody wrote.
    const problems = failure.problems.map(({ path, ...rest }) => ({
      ...rest,
      path: path.startsWith('package-') ? name : path,
    }))
    throw new ConfigProblem(problems, { cause: failure })
  } finally {
    await rm(entry, { force: true })
  }
}
