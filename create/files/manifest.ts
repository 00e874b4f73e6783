import type { Answers } from '../choices/answers.ts'
import { modelOf } from '../choices/models.ts'
import { type Dependency, NODE_PACKAGES, OWN_VERSION, VERSIONS } from '../versions.ts'

/** What the text of a `package.json` depends on, besides the answers. */
export interface ManifestSettings {
  readonly name: string
  /** Whether the project brings a Node of its own. */
  readonly bringsNode: boolean
}

// After each change of the packages. npm 10 removes node_modules/.bin/node once it has installed the Node of this system,
// together with those it could not install.
const LINK_NODE = 'npm rebuild --ignore-scripts --silent'

/** The text of `package.json`. */
export function manifestOf({ model }: Answers, { name, bringsNode }: ManifestSettings): string {
  const libraries: readonly Dependency[] = model ? ['ai', modelOf(model).library] : []
  const manifest = {
    name,
    private: true,
    type: 'module',
    scripts: {
      start: 'promethean run',
      check: 'promethean check',
      // A package made inside the project has a vitest of its own, and its tests run there only.
      test: 'vitest run --dir test',
      ...(bringsNode && { dependencies: LINK_NODE }),
    },
    dependencies: sorted({
      '@promethean/plugins': `^${OWN_VERSION}`,
      promethean: `^${OWN_VERSION}`,
      ...versionsOf([...libraries, 'rxjs', 'zod']),
    }),
    devDependencies: versionsOf(['@types/node', 'typescript', 'vitest']),
    ...(bringsNode && { optionalDependencies: NODE_PACKAGES }),
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

function versionsOf(names: readonly Dependency[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map(name => [name, VERSIONS[name]]))
}

function sorted(versions: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(versions).sort(([one], [other]) => (one < other ? -1 : 1)),
  )
}
