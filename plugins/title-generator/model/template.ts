import { Eta } from 'eta/core'

// Titles are not HTML, and unknown values become empty.
const eta = new Eta({
  autoEscape: false,
  autoFilter: true,
  filterFunction: value => String(value ?? ''),
})

/**
 * Fills in a template of the streamer; text by others is only data for it.
 * @throws Error if the template is invalid, or uses an unknown name
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
    const said = failure instanceof Error ? failure.message : String(failure)
    const [first = '', second = ''] = said.split(/\n+/)
    return (first === 'Bad template syntax' ? second : first).replace(/:$/, '')
  }
}

// A mistyped name would leave a gap in every title that only viewers see.
function known(name: string, values: object): object {
  return new Proxy(values, {
    get(target, key) {
      if (typeof key === 'string' && !Object.hasOwn(target, key)) {
        const names =
          Object.keys(target)
            .map(key => `${name}.${key}`)
            .join(', ') || 'none'
        throw new Error(`unknown name ${name}.${key}; known names: ${names}`)
      }
      return Reflect.get(target, key)
    },
  })
}
