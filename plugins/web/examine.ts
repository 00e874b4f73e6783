import {
  type ExamineContext,
  type Finding,
  findingOf,
  messageOf,
  PrometheanError,
} from 'promethean'
import { addressOf, localAddressOf, type WebOptions } from './options.ts'
import { listening } from './server/listening.ts'
import { pageFiles } from './server/page-files.ts'
import { INSTANCE_HEADER, instanceOf } from './server/run.ts'

/** Whether the page can be served, or is: the port is free or our own, and its files are there. */
export async function examine({
  options,
  folder,
  signal,
}: Pick<ExamineContext<WebOptions>, 'options' | 'folder' | 'signal'>): Promise<readonly Finding[]> {
  if (await isOurs(options, folder, signal)) return [await served(options, signal)]
  return Promise.all([free(options), there()])
}

// Another config's page, or an older copy of this one elsewhere, is another program.
async function isOurs(options: WebOptions, folder: string, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(new URL('/api', localAddressOf(options)), { signal })
    await answer.body?.cancel()
    return answer.headers.get(INSTANCE_HEADER) === instanceOf(folder)
  } catch {
    return false
  }
}

async function served(options: WebOptions, signal: AbortSignal): Promise<Finding> {
  const address = addressOf(options)
  const what = `cannot open the page at ${address}`
  try {
    const paths = ['/', '/page.js', '/page.css'].map(path => new URL(path, localAddressOf(options)))
    const answers = await Promise.all(paths.map(path => fetch(path, { signal })))
    const bad = answers.find(({ ok }) => !ok)
    if (bad === undefined) return { ok: true, what: `the page is served at ${address}` }
    const { message }: { message?: unknown } = Object(await bad.json())
    return findingOf({ what, why: String(message) })
  } catch (failure) {
    return findingOf({ what, why: messageOf(failure), advice: 'see promethean status' })
  }
}

async function free(options: WebOptions): Promise<Finding> {
  try {
    const server = await listening({ answer: () => undefined, upgrades: () => false }, options)
    await new Promise(resolve => server.close(resolve))
    return { ok: true, what: `port ${options.port} is free for the page` }
  } catch (failure) {
    if (failure instanceof PrometheanError) return findingOf(failure)
    throw failure
  }
}

async function there(): Promise<Finding> {
  try {
    await pageFiles()
    return { ok: true, what: 'the files of the page are complete' }
  } catch (failure) {
    const advice = 'install @promethean/plugins again'
    return findingOf({ what: 'cannot read the page', why: messageOf(failure), advice })
  }
}
