import { type ExecFileOptions, execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** The server others wrote, as pom.xml names it. */
export const peerVersion = '1.47.0'

const run = promisify(execFile)
const pom = fileURLToPath(new URL('./pom.xml', import.meta.url))
const cache =
  process.env.PROMETHEAN_CACHE ?? fileURLToPath(new URL('../../../../.cache', import.meta.url))
/** Maven loads its own parts too the first time: 35 s were seen on a cold machine. */
const fetchDeadlineMs = 300_000

/**
 * Gives the folder that holds mongo-java-server's jars, fetched once through Maven into `.cache` or `PROMETHEAN_CACHE`.
 * @throws Error that says what is missing
 */
export async function fetchPeer(): Promise<string> {
  const folder = join(cache, `mongo-java-server-${peerVersion}`)
  await need('java', ['-version'], 'install Java 17 or newer')
  if (await isFetched(folder)) return folder
  await need('mvn', ['-version'], 'install Maven 3.8 or newer')
  await fetchInto(folder)
  return folder
}

async function fetchInto(folder: string): Promise<void> {
  await mkdir(cache, { recursive: true })
  const partial = await mkdtemp(join(cache, 'partial-'))
  try {
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${partial}`]
    await run('mvn', ['-q', '-B', '-f', pom, ...goal], onWindows(fetchDeadlineMs))
    await putInPlace(partial, folder)
  } catch (failure) {
    throw new Error(
      `cannot fetch mongo-java-server ${peerVersion} through Maven: ${firstLine(failure)}; check that Maven Central can be reached, or set MONGODB_URI`,
    )
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

async function putInPlace(partial: string, folder: string): Promise<void> {
  // Two runs may download at once: the second finds the folder and keeps it.
  await rename(partial, folder).catch(async () => {
    if (!(await isFetched(folder))) await cp(partial, folder, { recursive: true })
  })
}

async function isFetched(folder: string): Promise<boolean> {
  const files: readonly string[] = await readdir(folder).catch(() => [])
  return files.includes(`mongo-java-server-h2-backend-${peerVersion}.jar`)
}

async function need(command: string, args: readonly string[], advice: string): Promise<void> {
  await run(command, args, onWindows(30_000)).catch(() => {
    throw new Error(
      `cannot run a MongoDB server for the tests: there is no ${command} on the PATH; ${advice}, or set MONGODB_URI`,
    )
  })
}

// Maven is a .cmd file on Windows, which only a shell starts.
function onWindows(timeout: number): ExecFileOptions {
  return { timeout, shell: process.platform === 'win32' }
}

function firstLine(failure: unknown): string {
  return String(failure instanceof Error ? failure.message : failure).split('\n', 1)[0] ?? ''
}
