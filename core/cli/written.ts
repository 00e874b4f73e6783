import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import type { z } from 'zod'
import { messageOf } from '../errors.ts'
import { inWords } from '../operations/checked-input.ts'
import { readTime } from '../operations/time.ts'
import { expectationOf, type Field, type Fields, isChoice, isJson, mayBeNumber } from './fields.ts'
import { WrongUsage } from './usage.ts'

/** The values of a command line by field: strings, lists of strings and switches. */
export type Written = Readonly<Record<string, unknown>>

/** The name of a field on the command line: `--since`, `<words>`. */
export type Naming = (field: string) => string

/** An input as it was written, and what its schema makes of it. */
export interface ReadInput<In, Out> {
  readonly input: In
  readonly wanted: Out
}

/**
 * Converts command-line values to an operation's input.
 * @throws WrongUsage with everything that is wrong with it
 */
export async function readWritten<In, Out>(
  schema: z.ZodType<Out, In>,
  { fields, written, called }: { fields: Fields; written: Written; called: Naming },
): Promise<ReadInput<In, Out>> {
  const input: Record<string, unknown> = {}
  const unread = new Map<string, readonly string[]>()
  for (const [name, value] of Object.entries(written)) {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue
    try {
      input[name] = await valueRead(fields[name] ?? {}, value, called(name))
    } catch (failure) {
      if (!(failure instanceof WrongUsage)) throw failure
      unread.set(name, failure.problems)
    }
  }
  const checked = schema.safeParse(input)
  const wrong = (checked.error?.issues ?? []).flatMap(({ code, path: [at], message }) => {
    const name = String(at)
    if (unread.has(name)) return []
    const said = code === 'custom' ? inWords(message, called) : expectationOf(fields[name] ?? {})
    return [`${called(name)} ${said}`]
  })
  const problems = [...[...unread.values()].flat(), ...wrong]
  if (problems.length > 0 || !checked.success) throw new WrongUsage(...problems)
  // The schema has just taken it.
  return { input: input as In, wanted: checked.data }
}

async function valueRead(field: Field, written: unknown, called: string): Promise<unknown> {
  if (field.type === 'object' && Array.isArray(written)) return pairs(written, called)
  if (typeof written !== 'string') return written
  if (isChoice(field)) return written.split(',').map(word => word.trim())
  if (isJson(field)) return json(written, called)
  // Resolved by this computer's clock, so that what is shown is also what is done.
  if (field.placeholder === 'time') return readTime(written)?.toISOString() ?? written
  const isWrittenAsNumber = written.trim() !== '' && !Number.isNaN(Number(written))
  return mayBeNumber(field) && isWrittenAsNumber ? Number(written) : written
}

/** `name=value` each. @throws WrongUsage if one is not */
function pairs(written: readonly string[], called: string): Record<string, string> {
  const nameless = written.filter(one => one.indexOf('=') < 1)
  if (nameless.length > 0)
    throw new WrongUsage(...nameless.map(one => `${called} ${one} has no name: write name=value`))
  return Object.fromEntries(
    written.map(one => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
  )
}

async function json(written: string, called: string): Promise<unknown> {
  const told = await contentOf(written, called)
  try {
    return JSON.parse(told)
  } catch (failure) {
    throw new WrongUsage(
      `${called} is not JSON: ${messageOf(failure)}; if your shell changes quotes, put it in a file and write ${called} @file`,
    )
  }
}

async function contentOf(written: string, called: string): Promise<string> {
  if (written === '-') return text(process.stdin)
  if (!written.startsWith('@')) return written
  const file = written.slice(1)
  try {
    // Windows tools like to begin a file with a byte order mark.
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '')
  } catch (failure) {
    throw new WrongUsage(`${called} ${unreadable(file, failure)}`)
  }
}

function unreadable(file: string, failure: unknown): string {
  const code: unknown = Reflect.get(Object(failure), 'code')
  if (code === 'ENOENT')
    return `names ${file}, but there is no such file; check the name and the folder`
  if (code === 'EISDIR') return `names ${file}, which is a folder; name a file`
  return `cannot be read from ${file}: ${messageOf(failure)}; name another file`
}
