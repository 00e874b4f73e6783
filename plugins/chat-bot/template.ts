import { Eta } from 'eta/core'

/** What a template reads. Chat is data in it, never a template. */
export interface TemplateData {
  readonly user: string
  readonly args: readonly string[]
  readonly rest: string
  readonly channel: string
  readonly platform: string
  readonly event: unknown
}

export type Template = (data: TemplateData) => string

const eta = new Eta({
  // Chat shows what it gets: nothing is HTML there.
  autoEscape: false,
  autoTrim: false,
  cache: false,
  // What is not there is shown as nothing, not as undefined.
  autoFilter: true,
  filterFunction: value => (value === undefined || value === null ? '' : String(value)),
})

/** Makes a template of a text. @throws Error where it is none */
export function compileTemplate(text: string): Template {
  if (!text.includes('<%')) return () => text
  const render = eta.compile(text)
  return data => render.call(eta, data)
}

/** What is wrong with a template, as far as that shows before there is an event. */
export function templateProblem(text: string): string | undefined {
  try {
    compileTemplate(text)(SAMPLE)
  } catch (thrown) {
    const name = thrown instanceof Error ? thrown.name : ''
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    if (name.startsWith('EtaParser')) return reasonOf(message)
    // What else fails here may hang on the event alone.
    if (name === 'ReferenceError') return `${message}; what it may use stands in it, as it.user`
  }
  return undefined
}

// Eta shows the whole program it made; what is wrong stands in the first lines.
function reasonOf(message: string): string {
  const [first = '', second = ''] = message.split(/\n+/)
  return first === 'Bad template syntax' ? second : first
}

const SAMPLE: TemplateData = {
  user: 'Ann',
  args: [],
  rest: '',
  channel: 'ann',
  platform: 'twitch',
  event: { type: 'chat.message', data: { text: '', user: { roles: [] } } },
}
