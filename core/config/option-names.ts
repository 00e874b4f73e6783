import type { Schema } from '../plugin/define.ts'

type Node = Readonly<Record<string, unknown>>

/** The option names a schema knows below a path, for a suggestion; none where it cannot describe itself. */
export function optionNames(schema: Schema, path: readonly PropertyKey[]): readonly string[] {
  const root = describe(schema)
  if (!root) return []
  const whole = (node: Node) => unfold(root, node)
  let nodes = whole(root)
  for (const key of path) nodes = nodes.flatMap(node => below(node, key)).flatMap(whole)
  return [...new Set(nodes.flatMap(node => Object.keys(nodeOf(node.properties) ?? {})))]
}

// Standard JSON Schema is an optional part of a Standard Schema; zod has it, others may not.
function describe(schema: Schema): Node | undefined {
  try {
    const standard = nodeOf(schema['~standard'])
    const input = nodeOf(standard?.jsonSchema)?.input
    if (typeof input !== 'function') return undefined
    // Functions and own checks have no JSON Schema; their names are wanted all the same.
    const options = { target: 'draft-2020-12', libraryOptions: { unrepresentable: 'any' } }
    return nodeOf(input.call(undefined, options))
  } catch {
    return undefined
  }
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
  return steps.reduce<unknown>((at, step) => nodeOf(at)?.[step], root)
}

function below(node: Node, key: PropertyKey): Node[] {
  const found =
    typeof key === 'number'
      ? [Array.isArray(node.prefixItems) ? node.prefixItems[key] : undefined, node.items]
      : [nodeOf(node.properties)?.[String(key)], node.additionalProperties]
  return nodesOf(found)
}

function nodesOf(values: readonly unknown[]): Node[] {
  return values.map(nodeOf).filter(node => node !== undefined)
}

function nodeOf(value: unknown): Node | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  // Only read from, property by property, and each of them is looked at before use.
  return value as Node
}
