import { Eta } from 'eta/core'
import { suggestion } from 'promethean'

/** What a template reads. Chat is data in it, never a template. */
export interface TemplateData {
  readonly user: string
  readonly args: readonly string[]
  readonly rest: string
  readonly channel: string
  readonly platform: string
  readonly event: unknown
}

/** A timer knows the place alone. */
export type Template = (data: Partial<TemplateData>) => string

const eta = new Eta({
  // Chat shows text as it is; nothing is HTML.
  autoEscape: false,
  autoTrim: false,
  cache: false,
  // A missing value is shown as an empty text, not as undefined.
  autoFilter: true,
  filterFunction: value => (value === undefined || value === null ? '' : String(value)),
})

/** Compiles a template. @throws Error if it is invalid */
export function compileTemplate(text: string): Template {
  if (!text.includes('<%')) return () => text
  const render = eta.compile(text)
  return data => render.call(eta, known(data))
}

/** What is wrong with a template, insofar as that can be found without an event. */
export function templateProblem(text: string, isTimer = false): string | undefined {
  for (const sample of isTimer ? [PLACE] : [SAMPLE, { ...SAMPLE, args: ['x', 'y'], rest: 'x y' }]) {
    const problem = problemWith(text, sample)
    if (problem !== undefined) return problem
  }
  return undefined
}

function problemWith(text: string, sample: Partial<TemplateData>): string | undefined {
  try {
    compileTemplate(text)(sample)
  } catch (thrown) {
    if (thrown instanceof UnknownName) return thrown.message
    const name = thrown instanceof Error ? thrown.name : ''
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    if (name.startsWith('EtaParser')) return reasonOf(message)
    // What else fails here may hang on the event alone.
    if (name === 'ReferenceError') return `${message}; the values are in it, as in it.user`
  }
  return undefined
}

class UnknownName extends Error {}

// A mistyped name would leave a hole in the line, and only viewers would see it.
function known(data: Partial<TemplateData>): object {
  return new Proxy(data, {
    get(target, key) {
      if (typeof key === 'symbol' || Object.hasOwn(target, key)) return Reflect.get(target, key)
      const names = Object.keys(target).map(name => `it.${name}`)
      const hint = suggestion(`it.${key}`, names) || `; known names: ${names.join(', ')}`
      throw new UnknownName(`unknown name it.${key}${hint}`)
    },
  })
}

// Eta shows the whole generated program; the error is in the first lines.
function reasonOf(message: string): string {
  const [first = '', second = ''] = message.split(/\n+/)
  return (first === 'Bad template syntax' ? second : first).replace(/:$/, '')
}

const PLACE = { channel: 'ann', platform: 'twitch' }

const SAMPLE: TemplateData = {
  ...PLACE,
  user: 'Ann',
  args: [],
  rest: '',
  event: { type: 'chat.message', data: { text: '', user: { roles: [] } } },
}
