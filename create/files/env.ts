import { type Answers, firstValue, variablesOf } from '../choices/answers.ts'

const HEAD = [
  '# The values promethean.config.ts reads. Promethean applies an edit at once. Never commit .env;',
  '# .env.example is the copy without secrets.',
]

/** The text of `.env`: each value, and where it comes from. */
export function envOf(answers: Answers): string {
  return textOf(answers, variable => firstValue(variable, answers))
}

/** The text of `.env.example`: the same without what was typed. */
export function envExampleOf(answers: Answers): string {
  return textOf(answers, ({ ready = '' }) => ready)
}

/** A value as `.env` has it. @throws Error if it cannot be written there */
export function quoted(value: string): string {
  if (/^[\w./:@+=,-]*$/.test(value)) return value
  if (/[\r\n\0]/.test(value)) throw new Error('a value of .env has one line')
  // Within double quotes, \n is a line end.
  const quote = ["'", '`', ...(value.includes('\\') ? [] : ['"'])].find(
    mark => !value.includes(mark),
  )
  if (quote === undefined)
    throw new Error('a value of .env cannot hold all of the quotes \', ` and "')
  return `${quote}${value}${quote}`
}

function textOf(
  answers: Answers,
  value: (variable: ReturnType<typeof variablesOf>[number]) => string,
): string {
  const blocks = variablesOf(answers).map(variable =>
    [
      ...variable.comment.map(line => `# ${line}`),
      `${variable.name}=${quoted(value(variable))}`,
    ].join('\n'),
  )
  return `${[HEAD.join('\n'), ...blocks].join('\n\n')}\n`
}
