import { lstat, readlink } from 'node:fs/promises'
import { dirname, join, parse, resolve, sep } from 'node:path'

// As many as Linux follows; more are a circle.
const MAX_LINKS = 40

/**
 * The symbolic links on a path (including those of its folders) and, last, the real file. All are absolute and in real
 * folders, so that each can be watched. If something is missing, the list ends with the missing path.
 */
export async function wayOf(path: string): Promise<readonly string[]> {
  const { root } = parse(resolve(path))
  const links: string[] = []
  let followed = 0
  let at = root
  let rest = partsOf(resolve(path).slice(root.length))
  for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
    const next = join(at, part)
    const target = await targetOf(next)
    if (target === undefined) return [...links, join(next, ...rest)]
    if (target === next) {
      at = next
      continue
    }
    // One in the root is the system's own (/tmp on macOS), and the root is not to be watched for it.
    if (at !== root) links.push(next)
    followed += 1
    if (followed > MAX_LINKS) return links
    const { root: newRoot } = parse(target)
    at = newRoot
    rest = [...partsOf(target.slice(newRoot.length)), ...rest]
  }
  return [...links, at]
}

/** The ways of all these paths, each place once. */
export async function waysOf(paths: Iterable<string>): Promise<readonly string[]> {
  const ways = await Promise.all([...paths].map(wayOf))
  return [...new Set(ways.flat())]
}

// The path itself if it is not a link; undefined if it does not exist.
async function targetOf(path: string): Promise<string | undefined> {
  try {
    if (!(await lstat(path)).isSymbolicLink()) return path
    return resolve(dirname(path), await readlink(path))
  } catch {
    return undefined
  }
}

function partsOf(path: string): string[] {
  return path.split(sep).filter(part => part !== '')
}
