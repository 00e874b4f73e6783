import { Eta } from 'eta/core'

// Titles are no HTML, and what is not known leaves nothing.
const eta = new Eta({
  autoEscape: false,
  autoFilter: true,
  filterFunction: value => String(value ?? ''),
})

/**
 * Fills a template of the streamer in; what others wrote is only ever data for it.
 * @throws Error if the template is none, or asks for what is not there
 */
export function fill(template: string, values: TemplateValues): string {
  const variables = known('it.variables', values.variables)
  return eta.renderString(template, known('it', { ...values, variables })).trim()
}

export interface TemplateValues {
  readonly variables: object
}

/** Why a template cannot be used, tried with everything known and with as little as there may be. */
export function templateProblem(
  template: string,
  samples: readonly TemplateValues[],
): string | undefined {
  try {
    for (const sample of samples) fill(template, sample)
    return undefined
  } catch (failure) {
    const [line = ''] = (failure instanceof Error ? failure.message : String(failure)).split('\n')
    return line
  }
}

// A mistyped name would leave a hole in every title, seen by nobody at home.
function known(name: string, values: object): object {
  return new Proxy(values, {
    get(target, key) {
      if (typeof key === 'string' && !Object.hasOwn(target, key)) {
        const names = Object.keys(target).join(', ') || 'none'
        throw new Error(`there is no ${name}.${key}; there are ${names}`)
      }
      return Reflect.get(target, key)
    },
  })
}
