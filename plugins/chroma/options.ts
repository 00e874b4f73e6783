import { z } from 'zod'

const URL_EXAMPLE = "like 'http://127.0.0.1:8000'"

const url = z
  .string(`expected an address, ${URL_EXAMPLE}`)
  .superRefine((text, problems) => {
    const message = urlProblem(text)
    if (message !== undefined) problems.addIssue(message)
  })
  .default('http://127.0.0.1:8000')
  .describe('Address of the Chroma server')

// Chroma's rule, of 3 to 512 characters; the model's name and its dimensions follow.
const collection = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,98}[a-z0-9]$/i,
    'expected 2 to 100 letters, digits, dots, hyphens or underscores, with a letter or digit at both ends',
  )
  .default('promethean')
  .describe('How the names of the collections begin; the model and its dimensions follow')

const place = (what: string) => z.string().min(1).describe(`${what} in the Chroma server`)

/** The options of `chroma`. */
export const chromaOptions = z
  .strictObject({
    url,
    collection,
    token: z
      .string()
      .regex(/^[\x21-\x7e]+$/, 'expected a token without spaces or line breaks')
      .optional()
      .describe('Sent in the headers X-Chroma-Token and Authorization, if the server requires it'),
    tenant: place('Tenant').default('default_tenant'),
    database: place('Database').default('default_database'),
    model: z.string().optional().describe('Plugin id of the embedding model; by default the first'),
    tests: z.boolean().default(false).describe('Include test events'),
  })
  .prefault({})

/** The options of `chroma` with all defaults filled in. */
export type ChromaOptions = z.output<typeof chromaOptions>

/** What is wrong with an address, in words that hold no part of it. */
function urlProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return `is no valid address; write it ${URL_EXAMPLE}`
  const { protocol, username, password, pathname, search, hash } = new URL(text)
  if (!['http:', 'https:'].includes(protocol))
    return `must begin with http:// or https://, ${URL_EXAMPLE}`
  if (username !== '' || password !== '')
    return 'holds a user or password; remove them and set token'
  if (pathname !== '/' || search !== '' || hash !== '')
    return `has a path, which Chroma's client does not support; end it after the port, ${URL_EXAMPLE}`
  return undefined
}
