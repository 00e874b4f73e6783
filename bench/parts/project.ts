import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { makeProject, type TestProject } from '../../test/support/process/promethean.ts'

/** A fresh copy of a folder under `bench/projects`, with an empty journal. */
export function copyProject(name: string): TestProject {
  const folder = new URL(`../projects/${name}/`, import.meta.url)
  const files = readdirSync(fileURLToPath(folder)).map(
    file => [file, readFileSync(new URL(file, folder), 'utf8')] as const,
  )
  return makeProject(Object.fromEntries(files), 'promethean bench')
}
