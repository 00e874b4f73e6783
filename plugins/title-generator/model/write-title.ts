import {
  cutAtWord,
  type Event,
  type GenerateRequest,
  type LanguageModel,
  messageOf,
  type TimeLimit,
  type UntrustedText,
  unlessAborted,
} from 'promethean'
import type { TitleOptions } from '../options.ts'
import type { FallbackContext, PromptContext } from '../prompt-context.ts'
import { cleanTitle, withoutRefused } from './clean-title.ts'
import { requestFor } from './request.ts'
import { fill } from './template.ts'
import { danger, type TitleRules, titleFault } from './title-rules.ts'

const TRIES = 2
// Used if even the fallback is refused, for example because the game's name contains a banned word.
const LAST_RESORT = 'Live now'

interface WriteParts {
  readonly options: TitleOptions
  readonly model: LanguageModel | undefined
  readonly context: FallbackContext
  readonly untrusted: readonly UntrustedText[]
  readonly rules: TitleRules
  readonly cause: Event
  readonly limit: TimeLimit
  /** Called with each decision. */
  note(text: string): void
}

/** A title, and the model that wrote it. */
export interface WrittenTitle {
  readonly title: string
  /** Absent if it is the fallback. */
  readonly model?: string
}

/** A title fit to be shown, within the limit whatever the model does. */
export async function writeTitle(parts: WriteParts): Promise<WrittenTitle> {
  try {
    return (await fromModel(parts)) ?? fallback(parts)
  } catch (failure) {
    parts.note(`no title from the model: ${messageOf(failure)}`)
    return fallback(parts)
  }
}

async function fromModel(parts: WriteParts): Promise<WrittenTitle | undefined> {
  const { model, rules, limit, note } = parts
  if (model === undefined) {
    note('the config has no language model, using the fallback')
    return undefined
  }
  const wish = await unlessAborted(wishOf(parts), limit.signal)
  let refused: string | undefined
  for (let tried = 0; tried < TRIES; tried++) {
    const answer = await unlessAborted(model.generate(ask(parts, wish, refused)), limit.signal)
    const title = withoutRefused(cleanTitle(answer.text), rules.limit.refused)
    refused = titleFault(title, rules)
    if (refused === undefined) return { title, model: answer.model }
    note(`an answer from ${answer.model} was rejected: ${refused}`)
  }
  return undefined
}

function ask(
  { context, untrusted, cause, limit, rules }: WriteParts,
  wish: string,
  refused: string | undefined,
): GenerateRequest {
  return requestFor({
    context,
    instructions: rules.instructions,
    wish,
    untrusted,
    refused,
    cause,
    leftMs: limit.leftMs(),
    signal: limit.signal,
  })
}

async function wishOf({ options: { prompt }, context, note }: WriteParts): Promise<string> {
  try {
    return typeof prompt === 'string'
      ? fill(prompt, ownOnly(context))
      : await prompt(ownOnly(context))
  } catch (failure) {
    note(`cannot build the prompt, using a plain one: ${messageOf(failure)}`)
    return 'Make the title friendly and short.'
  }
}

// What others may have set stays out of the prompt itself.
function ownOnly({ category: _, title: __, ...own }: FallbackContext): PromptContext {
  return own
}

function fallback({ options, context, rules, note }: WriteParts): WrittenTitle {
  const { codePoints, refused: signs } = rules.limit
  const title = cutAtWord(
    withoutRefused(cleanTitle(filled(options.fallback, context)), signs),
    codePoints,
  )
  const refused = danger(title, rules)
  if (refused === undefined) return { title }
  note(`the fallback was rejected: ${refused}`)
  return { title: LAST_RESORT }
}

function filled(template: string, context: FallbackContext): string {
  try {
    return fill(template, context)
  } catch {
    return ''
  }
}
