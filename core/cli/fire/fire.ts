import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { formatProblems } from '../../config/format.ts'
import { ConfigProblem, messageOf } from '../../errors.ts'
import { exampleOf } from '../../operations/fire/fired-event.ts'
import { isOnPlatform } from '../../operations/fire/fired-place.ts'
import { askOrFail } from '../ask-instance.ts'
import { withProject } from '../journal-access.ts'
import { createOutput, type Output } from '../shown/output.ts'
import { WrongUsage } from '../usage.ts'

export interface FireSettings {
  readonly config?: string
  readonly json: boolean
  readonly type: string
  readonly data?: string
  readonly platform?: string
  readonly channel?: string
}

/** `promethean fire`: a test event into the running instance. */
export async function fire(settings: FireSettings): Promise<number> {
  const output = createOutput(settings.json)
  const { type, platform, channel } = settings
  const data = await readData(settings.data)
  return withProject(settings.config, async journalFile => {
    try {
      const wanted = { type, data, platform, channel }
      const { id, filled } = await askOrFail(journalFile, 'fire', wanted)
      output.json({ code: 'fired', id, filled })
      output.line(`fired ${type}: ${id}`)
      if (filled.length > 0) output.line(`filled in: ${filled.join(', ')}`)
      return 0
    } catch (failure) {
      if (!(failure instanceof ConfigProblem)) throw failure
      refuse(output, settings, failure)
      return 1
    }
  })
}

async function readData(given: string | undefined): Promise<unknown> {
  if (given === undefined) return undefined
  const json = await written(given)
  try {
    return JSON.parse(json)
  } catch (failure) {
    throw new WrongUsage(
      `--data is not JSON: ${messageOf(failure)}; if your shell changes quotes, put it in a file and write --data @file`,
    )
  }
}

async function written(given: string): Promise<string> {
  if (given === '-') return text(process.stdin)
  if (!given.startsWith('@')) return given
  const file = given.slice(1)
  try {
    // Windows tools like to begin a file with a byte order mark.
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '')
  } catch (failure) {
    throw new WrongUsage(`--data cannot be read from ${file}: ${messageOf(failure)}; name a file`)
  }
}

function refuse(output: Output, settings: FireSettings, { problems }: ConfigProblem): void {
  const { type } = settings
  for (const problem of problems) output.json({ code: 'problem', ...problem })
  const isMisplaced = problems.some(({ path }) => path === 'platform')
  const example = commandOf(isMisplaced ? { type } : settings)
  const advice = example === undefined ? '' : `; for example ${example}`
  output.json({ code: 'failed', message: `${type} was not fired${advice}` })
  output.trouble(formatProblems(`${type}`, problems, 'it was not fired'))
  if (example !== undefined) output.trouble(`\nFor example:\n  ${example}`)
}

function commandOf({
  type,
  platform,
}: Pick<FireSettings, 'type' | 'platform'>): string | undefined {
  const data = exampleOf(type)
  if (data === undefined) return undefined
  const where = isOnPlatform(type) ? ` --platform ${platform ?? 'twitch'}` : ''
  // PowerShell and cmd pass quotes on in ways of their own; a file is read the same everywhere.
  return process.platform === 'win32'
    ? `promethean fire ${type}${where} --data @data.json, where data.json holds ${JSON.stringify(data)}`
    : `promethean fire ${type}${where} --data '${JSON.stringify(data)}'`
}
