import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../support/packages/tools.ts'

const read = (...path: readonly string[]) => readFileSync(join(ROOT, ...path), 'utf8')
const versionOf = (...path: readonly string[]): string =>
  JSON.parse(read(...path, 'package.json')).version

// What a release needs: `npm version` sets all of them, docs/releasing.md says how.
it.each(['core', 'plugins', 'create'])(
  '%s has the version of the repository, and its changes are written down',
  name => {
    const version = versionOf()
    expect(versionOf(name)).toBe(version)
    expect(/^## (.*)$/m.exec(read(name, 'CHANGELOG.md'))?.[1]).toBe(version)
  },
)
