import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative, win32 } from 'node:path'
import { npm } from '../packages/npm.ts'
import { packInto } from '../packages/packed.ts'
import { AS_ON_WINDOWS, DRIVE } from './wine.ts'

// A space and an umlaut, as a user's folder may have.
const HOME = join(DRIVE, 'Jörgs Streams')

/** Builds, packs and installs the packages of this checkout, as npm on Windows would. */
export async function installPackages(): Promise<void> {
  rmSync(HOME, { recursive: true, force: true })
  mkdirSync(HOME)
  const packed = mkdtempSync(join(tmpdir(), 'promethean packed '))
  try {
    await packInto(packed)
    await writeFile(join(HOME, 'package.json'), '{ "private": true, "type": "module" }')
    const tarballs = readdirSync(packed).map(name => join(packed, name))
    await npm(HOME, 'install', ...AS_ON_WINDOWS, ...tarballs)
  } finally {
    rmSync(packed, { recursive: true, force: true })
  }
}

/** A streamer's folder on drive C:, below the one the packages are installed in. */
export interface WindowsProject {
  /** As this system sees it. */
  readonly folder: string
  /** As Windows sees it: `C:\Jörgs Streams\Freitag abend`. */
  readonly onWindows: string
  write(name: string, text: string): void
}

/** Makes the folder anew, with these files. */
export function windowsProject(
  name: string,
  files: Readonly<Record<string, string>>,
): WindowsProject {
  const folder = join(HOME, name)
  rmSync(folder, { recursive: true, force: true })
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  for (const [path, text] of Object.entries(files)) write(path, text)
  return { folder, onWindows: onWindows(folder), write }
}

/** A file of a package that is installed there, as Windows writes its path. */
export function installedOnWindows(...names: readonly string[]): string {
  return onWindows(join(HOME, 'node_modules', ...names))
}

/** A path of this system as Windows writes it: all of it is drive Z: there. */
export function onWindows(path: string): string {
  return path.startsWith(DRIVE)
    ? win32.join('C:\\', ...relative(DRIVE, path).split('/'))
    : win32.join('Z:\\', path)
}
