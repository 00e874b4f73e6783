import { realpath } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { type CheckedConfig, checkConfig } from '../config/check.ts'
import { secretsOf } from '../config/env.ts'
import { findConfig } from '../config/find.ts'
import { createLoader, type LoadedConfig, type Loader } from '../config/load.ts'
import { DEFAULT_JOURNAL, fileIn } from '../config/settings.ts'
import { ConfigProblem, type Problem } from '../errors.ts'

/** A config as a command works with it. */
export interface Project {
  /** Absolute. */
  readonly file: string
  readonly folder: string
  /** The config's name as problems are headed. */
  readonly name: string
  readonly loader: Loader
  /** What must never be shown, of the environment at present. */
  secrets(): ReadonlySet<string>
  /** Loads and checks it; never starts anything. */
  read(): Promise<{
    readonly problems: readonly Problem[]
    readonly config?: CheckedConfig
    readonly loaded?: LoadedConfig
  }>
  /** @throws ConfigProblem with every problem found */
  load(): Promise<CheckedConfig>
  /** Where its journal lies, also while the config has problems elsewhere. @throws ConfigProblem where it cannot be told */
  journalFile(): Promise<string>
  close(): Promise<void>
}

/**
 * Finds the config, given or from the working directory upwards.
 * @throws ConfigProblem where there is none
 */
export async function openProject(wanted: string | undefined): Promise<Project> {
  const file = await findConfig({ file: wanted })
  // The real one: the watcher is told real paths.
  const folder = await realpath(dirname(file))
  const loader = createLoader(file)
  const read: Project['read'] = async () => {
    try {
      const loaded = await loader.load()
      return { loaded, ...(await checkConfig(loaded.config, folder)) }
    } catch (failure) {
      if (failure instanceof ConfigProblem) return { problems: failure.problems }
      throw failure
    }
  }
  return {
    file,
    folder,
    name: basename(file),
    loader,
    secrets: () => secretsOf(process.env),
    read,
    load: async () => {
      const { problems, config } = await read()
      if (config === undefined) throw new ConfigProblem(problems)
      return config
    },
    journalFile: async () => {
      const { config } = await loader.load()
      const named: unknown = Reflect.get(Object(Reflect.get(Object(config), 'journal')), 'file')
      return fileIn(folder, typeof named === 'string' ? named : DEFAULT_JOURNAL)
    },
    close: () => loader.close(),
  }
}
