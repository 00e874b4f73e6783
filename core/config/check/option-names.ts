import { jsonSchemaOf, type JsonSchema as Node, objectOf } from '../../plugin/json-schema.ts'
import type { Schema } from '../../plugin/schema.ts'

/** The option names of a schema below a path, for a suggestion; none if the schema cannot describe itself. */
export function optionNames(schema: Schema, path: readonly PropertyKey[]): readonly string[] {
  const root = jsonSchemaOf(schema)
  if (!root) return []
  const whole = (node: Node) => unfold(root, node)
  let nodes = whole(root)
  for (const key of path) nodes = nodes.flatMap(node => below(node, key)).flatMap(whole)
  return [...new Set(nodes.flatMap(node => Object.keys(objectOf(node.properties) ?? {})))]
}

// The node and all its alternatives; a schema may refer to itself, so each is taken once.
function unfold(root: Node, node: Node, seen = new Set<Node>()): Node[] {
  if (seen.has(node)) return []
  seen.add(node)
  const target = typeof node.$ref === 'string' ? follow(root, node.$ref) : undefined
  const parts: unknown[] = [node.anyOf, node.oneOf, node.allOf, target].flat()
  return [node, ...nodesOf(parts).flatMap(part => unfold(root, part, seen))]
}

function follow(root: Node, reference: string): unknown {
  if (!reference.startsWith('#')) return undefined
  const steps = reference.slice(1).split('/').filter(Boolean)
  return steps.reduce<unknown>((at, step) => objectOf(at)?.[step], root)
}

function below(node: Node, key: PropertyKey): Node[] {
  const found =
    typeof key === 'number'
      ? [Array.isArray(node.prefixItems) ? node.prefixItems[key] : undefined, node.items]
      : [objectOf(node.properties)?.[String(key)], node.additionalProperties]
  return nodesOf(found)
}

function nodesOf(values: readonly unknown[]): Node[] {
  return values.map(objectOf).filter(node => node !== undefined)
}
