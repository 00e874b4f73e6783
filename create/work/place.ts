import { lstat } from 'node:fs/promises'
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
  const absolute = resolve(folder)
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

/** Which of these files cannot be written, because something is there. */
export async function inTheWay(
  folder: string,
  paths: Iterable<string>,
): Promise<readonly string[]> {
  if ((await kindOf(folder)) === 'file')
    throw new Failure(`cannot make a project in ${folder}: it is a file; choose another name`)
  const found = new Set<string>()
  for (const path of paths) {
    const parent = dirname(path)
    if (parent !== '.' && (await kindOf(join(folder, parent))) === 'file') found.add(parent)
    else if ((await kindOf(join(folder, path))) !== 'nothing') found.add(path)
  }
  return [...found]
}

async function kindOf(path: string): Promise<'nothing' | 'folder' | 'file'> {
  try {
    return (await lstat(path)).isDirectory() ? 'folder' : 'file'
  } catch (thrown) {
    const code = codeOf(thrown)
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'nothing'
    throw new Failure(`cannot look into ${dirname(path)} (${code}); choose another folder`)
  }
}
