import type { JsonSchema, OperationInfo } from 'promethean'

/** Everything one can ask for, as OpenAPI 3.1 describes it. https://spec.openapis.org/oas/v3.1.1 */
export function openApi(operations: readonly OperationInfo[], version: string): object {
  const asked = operations.filter(({ isStream }) => !isStream)
  const streams = operations.filter(({ isStream }) => isStream)
  return {
    openapi: '3.1.1',
    info: {
      title: 'Promethean',
      version,
      description:
        'What one can ask of the running instance: JSON in and out, as the commands print it.',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths: Object.fromEntries(asked.map(one => [`/api/${one.name}`, pathOf(one)])),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'printed by promethean dock' },
      },
      schemas: { Refusal: REFUSAL, ...Object.fromEntries(operations.flatMap(schemasOf)) },
      responses: {
        Refused: {
          description: 'why not',
          content: jsonOf(ref('schemas/Refusal')),
        },
      },
    },
    'x-streams': Object.fromEntries(streams.map(one => [one.name, streamOf(one)])),
  }
}

function pathOf(info: OperationInfo): object {
  const { name, kind, foretells } = info
  const post = {
    ...methodOf(info),
    ...(kind === 'act' && foretells && { parameters: [DRY] }),
    requestBody: { content: jsonOf(ref(`schemas/${name}.input`)) },
  }
  if (kind === 'act') return { post }
  return { get: { ...methodOf(info), operationId: `${name}-without-input` }, post }
}

function methodOf({ name, description, kind }: OperationInfo): object {
  const refused = STATUSES.map(status => [status, ref('responses/Refused')])
  return {
    operationId: name,
    summary: description,
    tags: [kind],
    responses: {
      200: { description: 'done', content: jsonOf(ref(`schemas/${name}.output`)) },
      ...Object.fromEntries(refused),
    },
  }
}

function streamOf({ name, description }: OperationInfo): object {
  const [input, line] = ['input', 'output'].map(part => ref(`schemas/${name}.${part}`))
  return { description, input, line }
}

// What a schema refers to within itself is found from its own address.
function schemasOf({ name, input, output }: OperationInfo): readonly [string, object][] {
  const located = (part: string, schema: JsonSchema): [string, object] => [
    `${name}.${part}`,
    { $id: `urn:promethean:${name}.${part}`, ...schema },
  ]
  return [located('input', input), located('output', output)]
}

function jsonOf(schema: object): object {
  return { 'application/json': { schema } }
}

function ref(place: string): object {
  return { $ref: `#/components/${place}` }
}

const STATUSES = [400, 401, 403, 404, 409, 413, 415, 422]

const DRY = {
  name: 'dry',
  in: 'query',
  description: 'only report what would be done',
  schema: { type: 'string', enum: ['', '1', 'true'] },
}

const REFUSAL = {
  type: 'object',
  required: ['code', 'message', 'what'],
  properties: {
    code: { type: 'string', description: 'the kind of refusal: not_found, invalid_input, refused' },
    message: { type: 'string', description: 'the whole sentence' },
    what: { type: 'string', description: 'what could not be done' },
    why: { type: 'string' },
    advice: { type: 'string', description: 'what to do' },
    problems: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: {
          plugin: { type: 'string' },
          path: { type: 'string' },
          message: { type: 'string' },
        },
      },
    },
  },
}
