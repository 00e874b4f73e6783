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
        'What one can ask of the running instance: JSON in and out, as the commands print it with --json.',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths: Object.fromEntries(asked.map(one => [`/api/${one.name}`, { post: pathOf(one) }])),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'made by promethean dock --token' },
      },
      schemas: { Refusal: REFUSAL },
      responses: {
        Refused: {
          description: 'why not',
          content: { 'application/json': { schema: ref('schemas/Refusal') } },
        },
      },
    },
    'x-streams': Object.fromEntries(streams.map(one => [one.name, streamOf(one)])),
  }
}

function pathOf({ name, description, kind, foretells, input, output }: OperationInfo): object {
  return {
    operationId: name,
    summary: description,
    tags: [kind],
    ...(kind === 'act' && foretells && { parameters: [DRY] }),
    requestBody: {
      content: { 'application/json': { schema: located(input, name, 'input') } },
    },
    responses: {
      200: {
        description: 'done',
        content: { 'application/json': { schema: located(output, name, 'output') } },
      },
      ...Object.fromEntries(STATUSES.map(status => [status, ref('responses/Refused')])),
    },
  }
}

function streamOf({ name, description, input, output }: OperationInfo): object {
  return { description, input: located(input, name, 'input'), line: located(output, name, 'line') }
}

// References within a schema begin at its own address.
function located(schema: JsonSchema, name: string, part: string): object {
  return { $id: `urn:promethean:${name}:${part}`, ...schema }
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
