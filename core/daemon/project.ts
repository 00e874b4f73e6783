import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type CheckedConfig, checkConfig } from '../config/check/check.ts'
import { findConfig } from '../config/find.ts'
import { secretsOf } from '../config/load/env.ts'
import type { LoadedBeside, LoadedConfig, Loader } from '../config/load/load.ts'
import type { Reading } from '../config/reading.ts'
import { DEFAULT_JOURNAL, fileIn } from '../config/settings.ts'
import { DiskTrouble } from '../disk.ts'
import { ConfigProblem, type Problem } from '../errors.ts'
import { runningConfig } from './known-journal.ts'
import { loadPackage } from './load-package.ts'

/** A config with problems, for a command that needs one without; its name heads them. */
export class UnfitConfig extends ConfigProblem {
  readonly file: string

  constructor(file: string, problems: readonly Problem[]) {
    super(problems)
    this.file = file
  }
}

/** A config as a command works with it. */
export interface Project {
  /** Absolute, in its real folder. */
  readonly file: string
  readonly folder: string
  /** The config's name as problems are headed. */
  readonly name: string
  /** Made when it is first asked for. */
  loader(): Promise<Loader>
  /** What must never be shown, from the environment at the time of the call. */
  readonly secrets: Iterable<string>
  /** Loads and checks it; never starts anything. */
  read(): Promise<Reading>
  /** The same of another file, absolute, as if it stood in this one's place. */
  readDraft(file: string): Promise<Reading>
  /**
   * Loads a package as the config would import it.
   * @throws ConfigProblem if it is not installed or cannot be loaded
   */
  loadPackage(name: string): Promise<LoadedBeside>
  /** The path of its journal, even if other parts of the config have problems. @throws ConfigProblem if it cannot be determined */
  journalFile(): Promise<string>
  close(): Promise<void>
}

/**
 * Finds the config, given or from the working directory upwards.
 * @throws ConfigProblem if there is none
 */
export async function openProject(wanted: string | undefined): Promise<Project> {
  // The real path, because the watcher uses real paths.
  const found = await findConfig({ file: wanted }).catch(async failure => {
    // A link turned to nowhere, a branch changed: what runs by it can be asked and muted all the same.
    const running = await runningConfig(wanted)
    if (running === undefined) throw failure
    return running
  })
  const folder = await realpath(dirname(found))
  const file = join(folder, basename(found))
  // By its name: a link on the way to it may be turned while it runs.
  const loader = lazyLoader(found)
  return {
    file,
    folder,
    name: basename(file),
    loader: loader.get,
    secrets: { [Symbol.iterator]: () => secretsOf(process.env)[Symbol.iterator]() },
    read: () =>
      reading(async () => {
        const loaded = await (await loader.get()).load()
        return { loaded, ...(await checkConfig(loaded.config, folder)) }
      }),
    readDraft: draft =>
      reading(async () => {
        const { exports } = await (await loader.get()).loadBeside(draft)
        return checkConfig(Reflect.get(exports, 'default'), folder)
      }),
    loadPackage: async packageName => loadPackage(await loader.get(), folder, packageName),
    journalFile: async () => journalOf(await loader.get(), folder),
    close: () => loader.close(),
  }
}

// What asks the running instance needs no compiler, and that is most of what would have to be loaded.
function lazyLoader(file: string): { get(): Promise<Loader>; close(): Promise<void> } {
  let made: Promise<Loader> | undefined
  const make = async () => (await import('../config/load/load.ts')).createLoader(file)
  return {
    get: () => {
      made ??= make()
      return made
    },
    close: async () => (await made)?.close(),
  }
}

/** The config, without a problem. @throws UnfitConfig */
export async function requireConfig(project: Project): Promise<CheckedConfig> {
  return (await requireReading(project)).config
}

/** The same, with what it was loaded from. @throws UnfitConfig */
export async function requireReading(
  project: Project,
): Promise<{ readonly config: CheckedConfig; readonly loaded: LoadedConfig }> {
  const { problems, config, loaded } = await project.read()
  if (config === undefined || loaded === undefined) throw new UnfitConfig(project.name, problems)
  return { config, loaded }
}

async function reading(read: () => Promise<Reading>): Promise<Reading> {
  try {
    return await read()
  } catch (failure) {
    if (failure instanceof ConfigProblem) return { problems: failure.problems }
    throw failure
  }
}

async function journalOf(loader: Loader, folder: string): Promise<string> {
  const usual = fileIn(folder, DEFAULT_JOURNAL)
  try {
    const { config } = await loader.load()
    const named: unknown = Reflect.get(Object(Reflect.get(Object(config), 'journal')), 'file')
    return typeof named === 'string' ? fileIn(folder, named) : usual
  } catch (failure) {
    // With a half-written edit or a full disk, stored events can still be queried, at the usual place of a journal.
    const isKnown = failure instanceof ConfigProblem || failure instanceof DiskTrouble
    if (isKnown && existsSync(usual)) return usual
    throw failure
  }
}
