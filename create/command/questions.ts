import type { Readable, Writable } from 'node:stream'
import {
  CANCEL_SYMBOL,
  confirm,
  intro,
  log,
  multiselect,
  outro,
  password,
  select,
  text,
} from '@clack/prompts'
import { type Answers, firstValue, READY, variablesOf } from '../choices/answers.ts'
import { MODELS, type ModelId } from '../choices/models.ts'
import type { Variable } from '../choices/part.ts'
import { SOURCES } from '../choices/sources.ts'
import { Cancelled, messageOf } from '../failure.ts'
import { quoted } from '../files/env.ts'
import type { Place } from '../steps/place.ts'
import { OWN_VERSION } from '../versions.ts'

/** What is known before the questions. */
interface Known {
  readonly folder: string | undefined
  /** What the flags answer is not asked. */
  readonly given: Partial<Answers>
  /** @throws Error if there can be no project */
  freePlace(folder: string): Promise<Place>
  /** Default: stdin and stdout. */
  readonly terminal?: Terminal
}

/** Where the questions are asked. */
interface Terminal {
  readonly input?: Readable
  readonly output?: Writable
}

/**
 * Asks on the terminal for what is not given.
 * @throws Cancelled after Ctrl-C; what `freePlace` throws for the folder that is given
 */
export async function ask({ folder, given, freePlace, terminal = {} }: Known): Promise<{
  readonly place: Place
  readonly answers: Answers
}> {
  // Before the questions: nobody should answer them in vain.
  const known = folder === undefined ? undefined : await freePlace(folder)
  intro(`Promethean ${OWN_VERSION}: a new project`, terminal)
  const place = known ?? (await askPlace(freePlace, terminal))
  const chosen = {
    sources: given.sources ?? (await askSources(terminal)),
    mongo: given.mongo ?? (await askMongo(terminal)),
    model: 'model' in given ? given.model : await askModel(terminal),
    bot: given.bot ?? (await askBot(terminal)),
    values: {},
  }
  const answers = { ...chosen, values: await askValues(chosen, terminal) }
  outro(`making ${place.folder}`, terminal)
  return { place, answers }
}

async function askPlace(freePlace: Known['freePlace'], terminal: Terminal): Promise<Place> {
  for (;;) {
    const folder = await askFolder(terminal)
    try {
      return await freePlace(folder)
    } catch (thrown) {
      log.warn(messageOf(thrown), terminal)
    }
  }
}

function askFolder(terminal: Terminal): Promise<string> {
  return answered(
    text({
      ...terminal,
      message: 'Which folder is the project for?',
      defaultValue: 'my-stream',
      placeholder: 'my-stream',
    }),
  )
}

function askSources(terminal: Terminal): Promise<Answers['sources']> {
  return answered(
    multiselect({
      ...terminal,
      message: 'Where do the events come from?',
      options: SOURCES.map(({ id, title, hint }) => ({ value: id, label: title, hint })),
      initialValues: [...READY.sources],
      required: false,
    }),
  )
}

function askMongo(terminal: Terminal): Promise<boolean> {
  return answered(
    confirm({ ...terminal, message: 'Write every event to MongoDB?', initialValue: READY.mongo }),
  )
}

async function askModel(terminal: Terminal): Promise<Answers['model']> {
  const name = await answered(
    select<'none' | ModelId>({
      ...terminal,
      message: 'Should a language model write a title when you go live?',
      options: [
        { value: 'none', label: 'No' },
        ...MODELS.map(({ provider, title, hint }) => ({ value: provider, label: title, hint })),
      ],
      initialValue: READY.model ?? 'none',
    }),
  )
  return name === 'none' ? undefined : name
}

function askBot(terminal: Terminal): Promise<boolean> {
  return answered(
    confirm({
      ...terminal,
      message: 'Add a chat bot that answers !hello?',
      initialValue: READY.bot,
    }),
  )
}

async function askValues(answers: Answers, terminal: Terminal): Promise<Answers['values']> {
  const values: Record<string, string> = {}
  for (const variable of variablesOf(answers)) {
    const value = await askValue(variable, firstValue(variable, answers), terminal)
    if (value) values[variable.name] = value
  }
  return values
}

async function askValue(
  { title, isSecret }: Variable,
  ready: string,
  terminal: Terminal,
): Promise<string> {
  const message = `${title} (${ready ? `Enter for ${ready}` : 'Enter to fill it in later, in .env'})`
  const validate = (value: string | undefined) => problemOf(value ?? '')
  const typed: string | undefined = await answered(
    isSecret
      ? password({ ...terminal, message, validate })
      : text({ ...terminal, message, validate, defaultValue: ready }),
  )
  // Without an answer, clack gives undefined, whatever its types say.
  return typed?.trim() ?? ''
}

function problemOf(value: string): string | undefined {
  try {
    quoted(value.trim())
    return undefined
  } catch (thrown) {
    return messageOf(thrown)
  }
}

async function answered<Value>(answer: Promise<Value | typeof CANCEL_SYMBOL>): Promise<Value> {
  const value = await answer
  if (value !== CANCEL_SYMBOL) return value
  throw new Cancelled()
}
