import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { openApiTool, prepareTools } from '../support/packages/tools.ts'
import { wantsPeers } from '../support/peers/suites.ts'
import { type RealInstance, realInstance } from '../support/web/real.ts'

/** What is used of the validator; its own types are not there before it was fetched. */
interface Validator {
  validate(description: object): Promise<{ readonly valid: boolean; readonly errors?: unknown }>
  version: string
}
interface Ajv {
  addSchema(schema: object): void
  validate(schema: object, value: unknown): boolean
  readonly errors: unknown
}

async function validator(): Promise<Validator> {
  const file = join(openApiTool('@seriousme/openapi-schema-validator'), 'index.js')
  const { Validator } = await import(pathToFileURL(file).href)
  return new Validator()
}

function ajv(): Ajv {
  const require = createRequire(join(openApiTool('ajv'), 'package.json'))
  const made = new (require('./dist/2020.js').default)({ strict: false, allErrors: true })
  createRequire(join(openApiTool('ajv-formats'), 'package.json'))('./dist/index.js').default(made)
  return made
}

const described = async ({ port }: RealInstance) =>
  Object(await (await fetch(`http://127.0.0.1:${port}/api`)).json())

// Inputs with which each is answered without a platform.
const INPUTS: Readonly<Record<string, object>> = {
  'title?dry': { text: 'Chess' },
  'say?dry': { text: 'Hello', platform: 'twitch' },
  'scene?dry': { name: 'Pause' },
  'pause?dry': { consumer: 'keeper' },
  'resume?dry': { consumer: 'keeper' },
  fire: { type: 'chat.message', platform: 'twitch' },
  search: { words: ['hello'] },
  rewind: { consumer: 'keeper', since: '1h' },
  explain: {},
  concerned: { id: 'x' },
  viewer: { user: 'ann', tests: true },
}

const OWN = {
  keeper: "{ name: 'keeper', setup: ({ consume }) => consume({}, async () => {}) }",
  lights: `{ name: 'lights', provides: [StreamControl], setup: ({ provide }) =>
    provide(StreamControl, { scene: async () => ({ status: 'done' }) }) }`,
}

describe.runIf(wantsPeers)('the description of the API', { timeout: 120_000 }, () => {
  beforeAll(async () => void (await prepareTools()), 300_000)

  it('is OpenAPI 3.1 to a validator that others wrote', async () => {
    const checker = await validator()
    expect(await checker.validate(await described(await realInstance()))).toEqual({ valid: true })
    expect(checker.version).toBe('3.1')
    const wrong = { ...(await described(await realInstance())), paths: { nowhere: {} } }
    expect(await (await validator()).validate(wrong)).toMatchObject({ valid: false })
  })

  it('describes what is answered: values, refusals and inputs fit their schemas', async () => {
    const real = await realInstance(OWN)
    const { paths, components } = await described(real)
    const checker = ajv()
    const fits = (schema: string, value: unknown) => {
      const isFit = checker.validate(components.schemas[schema], value)
      expect(isFit, `${schema}: ${JSON.stringify(checker.errors)}`).toBe(true)
    }
    const answered: string[] = []
    for (const path of Object.keys(paths)) {
      const name = path.slice('/api/'.length)
      const dry = `${name}?dry`
      const operation = dry in INPUTS ? dry : name
      const input = INPUTS[operation] ?? {}
      const answer = await real.post(operation, input)
      const value: unknown = await answer.json()
      fits(answer.ok ? `${name}.output` : 'Refusal', value)
      if (!answer.ok)
        expect(Object.keys(paths[path].post.responses)).toContain(String(answer.status))
      if (answer.ok) fits(`${name}.input`, input)
      if (answer.ok) answered.push(name)
    }
    // The others need a platform, or something to decide on.
    expect(answered.length).toBeGreaterThan(20)
  })
})
