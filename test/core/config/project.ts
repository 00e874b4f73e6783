import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createLoader, type Loader } from '../../../core/config/load/load.ts'

export interface Project {
  readonly folder: string
  path(file: string): string
  write(files: Readonly<Record<string, string>>): Promise<void>
}

/** A project on disk, in a folder with a space and a letter beyond ASCII, gone after the test. */
export async function project(files: Readonly<Record<string, string>>): Promise<Project> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'promethean kõnfig ')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = (file: string) => join(folder, file)
  const write = async (texts: Readonly<Record<string, string>>) => {
    for (const [file, text] of Object.entries(texts)) {
      await mkdir(dirname(path(file)), { recursive: true })
      await writeFile(path(file), text)
    }
  }
  await write(files)
  return { folder, path, write }
}

/** A loader of a project's config, closed after the test. */
export function loaderOf(
  { path }: Project,
  settings: { readonly deadlineMs?: number } = {},
): Loader {
  const loader = createLoader(path('promethean.config.ts'), settings)
  onTestFinished(() => loader.close())
  return loader
}
