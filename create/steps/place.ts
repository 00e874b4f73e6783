import { lstat, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { codeOf, Failure, WrongUsage } from '../failure.ts'
import { VERSIONS } from '../versions.ts'

/** The folder of a project, and the name of its package. */
export interface Place {
  /** Absolute. */
  readonly folder: string
  readonly name: string
}

const WINDOWS_DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i

/**
 * Where the project goes.
 * @throws WrongUsage if the system cannot have such a folder
 */
export function placeOf(folder: string, platform: NodeJS.Platform = process.platform): Place {
  // Where a shell has not done it, as in an answer.
  const absolute = resolve(folder.replace(/^~(?=$|[\\/])/, homedir))
  const last = basename(absolute)
  if (platform === 'win32' && isRefusedByWindows(last))
    throw new WrongUsage(
      `Windows cannot have a folder of the name ${JSON.stringify(last)}; choose another, such as my-stream`,
    )
  return { folder: absolute, name: packageName(last) }
}

function isRefusedByWindows(name: string): boolean {
  return WINDOWS_DEVICE.test(name) || /[<>:"|?*]|[. ]$/.test(name)
}

/** A name that npm accepts, as near to the folder's as can be. */
export function packageName(folder: string): string {
  const name = folder
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    .slice(0, 100)
  // npm installs no package into one of the same name, and refuses these two.
  const taken = ['promethean', 'create-promethean', 'node_modules', ...Object.keys(VERSIONS)]
  if (name === '') return 'my-stream'
  return taken.includes(name) ? `my-${name}` : name
}

/**
 * Which of these files cannot be written, because something is there.
 * @throws Failure if the folder itself cannot be one
 */
export async function inTheWay(
  folder: string,
  paths: Iterable<string>,
): Promise<readonly string[]> {
  for (let one = folder; one !== dirname(one); one = dirname(one)) {
    if ((await kindOf(one, stat)) === 'file')
      throw new Failure(`cannot make a project in ${folder}: ${one} is a file; choose another name`)
  }
  const found = new Set<string>()
  for (const path of paths) {
    const parent = dirname(path)
    if (parent !== '.' && (await kindOf(join(folder, parent), stat)) === 'file') found.add(parent)
    // A link is in the way even if it leads nowhere.
    else if ((await kindOf(join(folder, path), lstat)) !== 'nothing') found.add(path)
  }
  return [...found]
}

async function kindOf(path: string, look: typeof stat): Promise<'nothing' | 'folder' | 'file'> {
  try {
    return (await look(path)).isDirectory() ? 'folder' : 'file'
  } catch (thrown) {
    const code = codeOf(thrown)
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'nothing'
    throw new Failure(`cannot look at ${path} (${code}); choose another folder`, { cause: thrown })
  }
}
