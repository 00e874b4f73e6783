import { describe, expect, it, onTestFinished } from 'vitest'
import { checkConfig } from '../config/check/check.ts'
import type { PluginUse } from '../plugin/define.ts'
import type { FakePort } from './fakes.ts'
import { type PluginRun, runPlugin } from './run-plugin.ts'

/** The plugin to test, and what it needs. */
export interface ContractSubject {
  /** The plugin as in a config; its service must be reachable. */
  readonly use: PluginUse
  /** Fakes of the ports it needs. */
  readonly ports?: readonly FakePort[]
  /** The config's folder, if the plugin stores files there. */
  readonly folder?: string
  /** The same plugin with other options. */
  readonly other?: PluginUse
  /** Resolves once the plugin works, for example when it is connected. */
  ready?(run: PluginRun): Promise<unknown>
}

// A whole stop has five seconds, the last commit and slow consumers included.
const STOP_MS = 1_000
// A busy machine may keep one stop waiting; a plugin that is slow is slow each time.
const STOPS = 3
// Node's fetch closes a connection that nobody uses after four.
const CLOSED_MS = 6_000

/**
 * Tests what every plugin must do: start, stop within a second, restart, leave no timer or socket open, refuse an unknown
 * option and name it, and provide the ports it declares. Call it in a vitest test file.
 */
export function contract(
  name: string,
  subject: () => ContractSubject | Promise<ContractSubject>,
): void {
  describe(`${name} keeps the contract`, () => {
    it('starts and stops within a second', async () => {
      const given = await subject()
      let ms = Number.POSITIVE_INFINITY
      for (let turn = 0; turn < STOPS && ms >= STOP_MS; turn++) ms = await msToStop(given)
      expect(ms).toBeLessThan(STOP_MS)
    })

    it('leaves no timer or socket behind', async () => {
      const given = await subject()
      const before = held()
      const run = await started(given)
      await run.stop()
      await expect.poll(() => added(before, held()), { timeout: CLOSED_MS }).toEqual([])
    })

    it('goes on after a reload with other options, and again with the first ones', async () => {
      const given = await subject()
      const run = await started(given)
      onTestFinished(() => run.stop())
      await run.reload(given.other ?? given.use)
      await run.reload(given.use)
      await given.ready?.(run)
      expect(run.state()).toMatch(/^(ready|connected)$/)
    })

    it('refuses an unknown option and names it', async () => {
      const given = await subject()
      const options = { ...Object(given.use.options), misspeltOption: 1 }
      const { problems } = await checkConfig({ plugins: [{ ...given.use, options }] })
      expect(problems.map(({ path }) => path)).toContain('misspeltOption')
    })

    it('provides what it declares', async () => {
      const given = await subject()
      const run = await started(given)
      onTestFinished(() => run.stop())
      const { provides = [] } = given.use.plugin
      const declared =
        typeof provides === 'function' ? provides(await checkedOptions(given.use)) : provides
      for (const port of declared) expect(run.port(port)).toBeDefined()
      expect(run.state()).not.toBe('failed')
    })
  })
}

async function msToStop(given: ContractSubject): Promise<number> {
  const run = await started(given)
  const before = performance.now()
  await run.stop()
  return performance.now() - before
}

async function checkedOptions({ plugin, options }: PluginUse): Promise<unknown> {
  const checked = await plugin.options?.['~standard'].validate(options)
  return checked === undefined || checked.issues ? options : checked.value
}

async function started(given: ContractSubject): Promise<PluginRun> {
  const { ports, folder } = given
  const run = await runPlugin(given.use, { ...(ports && { ports }), ...(folder && { folder }) })
  await given.ready?.(run)
  return run
}

// What keeps a process alive, by kind; the journal's own worker and vitest's are in both counts.
function held(): readonly string[] {
  return process
    .getActiveResourcesInfo()
    .filter(kind => /Timeout|TCP|Pipe|Immediate|FSEvent/.test(kind))
}

function added(before: readonly string[], now: readonly string[]): readonly string[] {
  const left = [...now]
  for (const kind of before) {
    const place = left.indexOf(kind)
    if (place >= 0) left.splice(place, 1)
  }
  return left
}
