import { realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BehaviorSubject, type Observable } from 'rxjs'
import { ConfigProblem } from '../../errors.ts'
import { rememberSources } from '../../plugin/source-files.ts'
import { type Build, type BuildRequest, build } from './build.ts'
import { type EnvFile, envFile } from './env.ts'
import { evaluate } from './evaluate.ts'
import { FileCache } from './file-cache.ts'
import { wayOf, waysOf } from './linked-paths.ts'
import { misfitsOf } from './misfits.ts'
import { type ModuleFolder, moduleFolder } from './module-folder.ts'
import { type Module, nameModules } from './modules.ts'

/** A config as its file exports it, not yet checked. */
export interface LoadedConfig {
  /** The default export. */
  readonly config: unknown
  /** Absolute paths of all files it was loaded from, including `.env`. */
  readonly files: readonly string[]
  /** Source files of packages that are links to a plugin's folder, by import. */
  readonly linked: ReadonlyMap<string, string>
  /** Its compiled module, for another thread; gone after the load after next. */
  readonly url: string
  /** The same as for another load if no code and no variable it may read has changed. */
  readonly fingerprint: string
  /** Source files (relative to the config's folder) whose modules are new since the previous load. */
  readonly changed: readonly string[]
  /** What may not work, of the packages it imports; a sentence each. */
  readonly warnings: readonly string[]
}

/** Another file, loaded beside a config. */
export interface LoadedBeside {
  /** All it exports. */
  readonly exports: object
  /** Which packages may not work with this promethean: a sentence each. */
  readonly warnings: readonly string[]
}

/** Loads one config repeatedly; unchanged modules keep their instances. */
export interface Loader {
  /** Files to be watched, now and after each load; a load that failed adds those it missed. */
  readonly files: Observable<readonly string[]>
  /** @throws ConfigProblem if it cannot be compiled or evaluated */
  load(): Promise<LoadedConfig>
  /**
   * Loads another file (absolute path) as a config. Modules that both import are the same instances; this does not affect
   * the next `load`.
   * @throws ConfigProblem if it cannot be compiled or evaluated
   */
  loadBeside(file: string): Promise<LoadedBeside>
  /** Removes the compiled modules, and the variables of `.env` from the environment. */
  close(): Promise<void>
}

/**
 * @param file the config, absolute
 * @param settings.deadlineMs how long its evaluation may take; default 10 s
 */
export function createLoader(
  file: string,
  settings: { readonly deadlineMs?: number } = {},
): Loader {
  process.setSourceMapsEnabled(true)
  return new ConfigLoader(resolve(file), settings.deadlineMs ?? 10_000)
}

class ConfigLoader implements Loader {
  readonly files: BehaviorSubject<readonly string[]>
  readonly #named: string
  readonly #deadlineMs: number
  #place: { file: string; folder: ModuleFolder; env: EnvFile } | undefined
  #before: Build | undefined
  #modules: readonly Module[] = []
  #environment = 0
  // These grow by about 60 bytes per edited module; Node itself keeps much more of each.
  readonly #evaluated = new Set<string>()
  readonly #failures = new Map<string, number>()
  #turn: Promise<unknown> = Promise.resolve()

  constructor(file: string, deadlineMs: number) {
    this.#named = file
    this.#deadlineMs = deadlineMs
    this.files = new BehaviorSubject<readonly string[]>([file, join(dirname(file), '.env')])
  }

  load(): Promise<LoadedConfig> {
    return this.#inTurn(() => this.#load())
  }

  loadBeside(file: string): Promise<LoadedBeside> {
    return this.#inTurn(async () => {
      await this.#open()
      const files = new FileCache()
      const { modules, built } = await this.#build({ file, before: undefined, files })
      const warnings = misfitsOf(built, files.linked.values())
      return { exports: await this.#evaluate(modules, file), warnings }
    })
  }

  async close(): Promise<void> {
    await this.#turn
    this.#place?.env.close()
    await this.#place?.folder.close()
    this.files.complete()
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #load(): Promise<LoadedConfig> {
    const { file, folder, env } = await this.#open()
    const named = [this.#named, env.file]
    const cache = new FileCache(named)
    try {
      this.#environment = await env.load()
      // Asked each time: a link may have been turned.
      const real = await realpath(this.#named).catch(() => file)
      const { modules, built } = await this.#build({
        file: real,
        before: this.#before,
        files: cache,
      })
      this.#before = built
      const warnings = misfitsOf(built, cache.linked.values())
      const module = await this.#evaluate(modules, file).catch(failure => {
        throw because(failure, warnings)
      })
      const config = defaultOf(module)
      const changed = changedSources(this.#modules, modules)
      await folder.keepOnly(this.#modules, modules)
      this.#modules = modules
      const files = [env.file, ...built.sources.map(source => resolve(dirname(real), source))]
      this.files.next(await watched(files, named, cache.seen))
      const fingerprint = modules[0]?.name ?? ''
      const { href: url } = pathToFileURL(join(folder.path, fingerprint))
      return { config, files, linked: cache.linked, url, fingerprint, changed, warnings }
    } catch (thrown) {
      this.files.next([...new Set([...this.files.value, ...(await waysOf(cache.seen))])])
      throw thrown
    }
  }

  // The real path: esbuild reports real paths, and the watcher must use the same ones.
  async #open() {
    if (this.#place) return this.#place
    const named = dirname(this.#named)
    const configFolder = await realpath(named).catch(() => named)
    const folder = moduleFolder(configFolder)
    const file = join(configFolder, basename(this.#named))
    this.#place = { file, folder, env: envFile(named) }
    return this.#place
  }

  async #build(wanted: Pick<BuildRequest, 'file' | 'before' | 'files'>) {
    const { folder } = await this.#open()
    const built = await build({ ...wanted, folder: dirname(wanted.file), outdir: folder.path })
    const freshness = { environment: this.#environment, failures: this.#failures }
    const modules = nameModules(built, freshness)
    await folder.write(modules)
    rememberSources(built.sources.map(source => resolve(dirname(wanted.file), source)))
    return { modules, built }
  }

  async #evaluate(modules: readonly Module[], file: string): Promise<object> {
    const { folder } = await this.#open()
    const names = modules.map(({ name }) => name)
    try {
      const deadlineMs = this.#deadlineMs
      const config = await evaluate({ modules, folder: folder.path, file, deadlineMs })
      for (const name of names) this.#evaluated.add(name)
      return config
    } catch (thrown) {
      // Node never evaluates a module twice: one evaluated before did not fail now, and others may be running it.
      for (const { name, key } of modules) {
        if (!this.#evaluated.has(name)) this.#failures.set(key, (this.#failures.get(key) ?? 0) + 1)
      }
      throw thrown
    }
  }
}

function defaultOf(module: object): unknown {
  return Reflect.get(module, 'default')
}

// A package made for another version is often why an import fails.
function because(failure: unknown, warnings: readonly string[]): unknown {
  if (!(failure instanceof ConfigProblem) || warnings.length === 0) return failure
  const reasons = warnings.map(message => ({ path: '', message }))
  return new ConfigProblem([...failure.problems, ...reasons], { cause: failure.cause })
}

// The files themselves and the names they are read by, which may be links; not files that were only checked for existence.
async function watched(
  files: readonly string[],
  named: readonly string[],
  seen: Iterable<string>,
): Promise<readonly string[]> {
  const ways = await Promise.all([...named, ...files, ...seen].map(wayOf))
  const wanted = new Set(files)
  const leading = ways.filter((way, at) => at < named.length || wanted.has(way.at(-1) ?? ''))
  return [...new Set(leading.flat())]
}

function changedSources(before: readonly Module[], now: readonly Module[]): string[] {
  const known = new Set(before.map(module => module.name))
  return [
    ...new Set(now.filter(module => !known.has(module.name)).flatMap(({ sources }) => sources)),
  ]
}
