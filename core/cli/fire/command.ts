import { formatProblems } from '../../config/format.ts'
import type { ConfigProblem } from '../../errors.ts'
import { exampleOf } from '../../operations/fire/fired-event.ts'
import { isOnPlatform } from '../../operations/fire/fired-place.ts'
import type { Declare } from '../declare.ts'
import { declareOperation } from '../operation-command.ts'
import type { Output } from '../shown/output.ts'

export const declareFire: Declare = root =>
  declareOperation(root, 'fire', {
    example: `promethean fire mood.set --data '{"mood":"cosy"}'`,
    arguments: ['type'],
    code: 'fired',
    refused: (problem, output, { wanted }) => refuse(output, wanted, problem),
    show: ({ id, filled }, output, { wanted: { type } }) => {
      output.line(`fired ${type}: ${id}`)
      if (filled.length > 0) output.line(`filled in: ${filled.join(', ')}`)
    },
  })

interface Wanted {
  readonly type: string
  readonly platform?: string | undefined
}

function refuse(output: Output, wanted: Wanted, { problems }: ConfigProblem): void {
  const { type } = wanted
  for (const problem of problems) output.json({ code: 'problem', ...problem })
  const isMisplaced = problems.some(({ path }) => path === 'platform')
  const example = commandFor(isMisplaced ? { type } : wanted)
  const advice = example === undefined ? '' : `; for example ${example}`
  output.json({ code: 'failed', message: `${type} was not fired${advice}` })
  output.trouble(formatProblems(type, problems, 'it was not fired'))
  if (example !== undefined) output.trouble(`\nFor example:\n  ${example}`)
}

function commandFor({ type, platform }: Wanted): string | undefined {
  const data = exampleOf(type)
  if (data === undefined) return undefined
  const where = isOnPlatform(type) ? ` --platform ${platform ?? 'twitch'}` : ''
  // PowerShell and cmd pass quotes on in ways of their own; a file is read the same everywhere.
  return process.platform === 'win32'
    ? `promethean fire ${type}${where} --data @data.json, where data.json holds ${JSON.stringify(data)}`
    : `promethean fire ${type}${where} --data '${JSON.stringify(data)}'`
}
