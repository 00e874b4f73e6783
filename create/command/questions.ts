import {
  CANCEL_SYMBOL,
  confirm,
  intro,
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
import { Cancelled } from '../failure.ts'
import { quoted } from '../files/env.ts'
import { OWN_VERSION } from '../versions.ts'
import type { Place } from '../work/place.ts'

/** What is known before the questions. */
interface Known {
  readonly folder: string | undefined
  /** What the flags answer is not asked. */
  readonly given: Partial<Answers>
  /** @throws Error if there can be no project */
  freePlace(folder: string): Promise<Place>
}

/**
 * Asks on the terminal for what is not given.
 * @throws Cancelled after Ctrl-C; what `freePlace` throws
 */
export async function ask({ folder, given, freePlace }: Known): Promise<{
  readonly place: Place
  readonly answers: Answers
}> {
  // Before the questions: nobody should answer them in vain.
  const known = folder === undefined ? undefined : await freePlace(folder)
  intro(`Promethean ${OWN_VERSION}: a new project`)
  const place = known ?? (await freePlace(await askFolder()))
  const chosen = {
    sources: given.sources ?? (await askSources()),
    mongo: given.mongo ?? (await askMongo()),
    model: 'model' in given ? given.model : await askModel(),
    bot: given.bot ?? (await askBot()),
    values: {},
  }
  const answers = { ...chosen, values: await askValues(chosen) }
  outro(`making ${place.folder}`)
  return { place, answers }
}

function askFolder(): Promise<string> {
  return answered(
    text({
      message: 'Which folder is the project for?',
      defaultValue: 'my-stream',
      placeholder: 'my-stream',
    }),
  )
}

function askSources(): Promise<Answers['sources']> {
  return answered(
    multiselect({
      message: 'Where do the events come from?',
      options: SOURCES.map(({ id, title, hint }) => ({ value: id, label: title, hint })),
      initialValues: [...READY.sources],
      required: false,
    }),
  )
}

function askMongo(): Promise<boolean> {
  return answered(confirm({ message: 'Write every event to MongoDB?', initialValue: READY.mongo }))
}

async function askModel(): Promise<Answers['model']> {
  const name = await answered(
    select<'none' | ModelId>({
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

function askBot(): Promise<boolean> {
  return answered(
    confirm({ message: 'Add a chat bot that answers !hello?', initialValue: READY.bot }),
  )
}

async function askValues(answers: Answers): Promise<Answers['values']> {
  const values: Record<string, string> = {}
  for (const variable of variablesOf(answers)) {
    const value = await askValue(variable, firstValue(variable, answers))
    if (value) values[variable.name] = value
  }
  return values
}

async function askValue({ title, isSecret }: Variable, ready: string): Promise<string> {
  const message = `${title} (${ready ? `Enter for ${ready}` : 'Enter to fill it in later, in .env'})`
  const validate = (value: string | undefined) => problemOf(value ?? '')
  const typed: string | undefined = await answered(
    isSecret ? password({ message, validate }) : text({ message, validate, defaultValue: ready }),
  )
  // Without an answer, clack gives undefined, whatever its types say.
  return typed?.trim() ?? ''
}

function problemOf(value: string): string | undefined {
  try {
    quoted(value.trim())
    return undefined
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  }
}

async function answered<Value>(answer: Promise<Value | typeof CANCEL_SYMBOL>): Promise<Value> {
  const value = await answer
  if (value !== CANCEL_SYMBOL) return value
  outro('stopped; nothing was made')
  throw new Cancelled()
}
