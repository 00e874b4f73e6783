import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { wantsPeers } from '../support/peers/suites.ts'
import { type Checkout, copyCheckout } from '../support/registry/checkout.ts'
import { Computer } from '../support/registry/computer.ts'
import { commandsUnder } from '../support/registry/page.ts'
import { type Registry, startRegistry } from '../support/registry/registry.ts'
import { INSTALLATIONS } from '../support/registry/tools.ts'

const EXPORT = 'npx promethean export --tests'
const CHAT = /chat\.message/
// What `add` prints for the config.
const LINES = /^ {2}(import .*)\n\n {2}plugins: \[\n(( {4}.*\n)+)/m

interface User {
  readonly node: string
  readonly npm: string
  computer?: Computer
  /** What the version before the update exported. */
  events: readonly string[]
}

// Each step goes on where the one before ended, as for a user.
describe.runIf(wantsPeers)('from a release to the next', { timeout: 600_000 }, () => {
  let registry: Registry
  let checkout: Checkout
  let [now, next] = ['', '']
  let hasFailed = false
  const users: readonly User[] = INSTALLATIONS.map(installation => ({
    ...installation,
    events: [],
  }))

  beforeAll(async () => {
    registry = await startRegistry()
    checkout = await copyCheckout(registry, await registry.account('releaser'))
    now = JSON.parse(await checkout.read('package.json')).version
    const [major, minor = 0] = now.split('.').map(Number)
    next = `${major}.${minor + 1}.0`
  }, 120_000)
  beforeEach(({ skip }) => skip(hasFailed, 'an earlier step failed'))
  afterEach(({ task }) => {
    hasFailed ||= task.result?.state === 'fail'
  })
  afterAll(async () => {
    for (const { computer } of users) computer?.remove()
    await checkout?.remove()
    await registry?.close()
  })

  /** Does what docs/releasing.md says. @returns all that was printed */
  const follow = async (heading: string): Promise<string> => {
    const printed: string[] = []
    for (const { command, isRun } of commandsUnder(heading)) {
      // The page names the versions that were at hand when it was written.
      const typed = command.replaceAll('0.2.0', next).replaceAll('0.1.0', now)
      if (isRun) printed.push(await checkout.type(typed))
    }
    return printed.join('\n')
  }
  const view = async (what: string) => (await checkout.type(`npm view ${what}`)).trim()

  it('the packages come to exist, and nothing of that stays in the checkout', async () => {
    await follow('The workflow')
    expect(await checkout.type('git status --porcelain')).toBe('')
    expect(await view('@promethean/plugins dist-tags.first')).toBe(`${now}-first.0`)
  })

  it('the version of the checkout is published as it is', async () => {
    const printed = await follow('Without the workflow')
    expect(printed).not.toContain('auto-corrected')
    expect(await view('promethean dist-tags.latest')).toBe(now)
    const { license, repository } = JSON.parse(await view('@promethean/plugins --json'))
    expect([license, repository.url, repository.directory]).toEqual([
      'MIT',
      'git+https://git.example/ann/promethean.git',
      'plugins',
    ])
  })

  describe.each(users)('on Node $node with npm $npm', user => {
    const project = () => join(user.computer?.home ?? expect.unreachable(), 'my-stream')
    const type = (command: string, folder = project()) =>
      user.computer?.type(folder, command) ?? expect.unreachable()
    const start = () =>
      user.computer?.typeUntil(project(), 'npm start', CHAT) ?? expect.unreachable()
    const plugin = pluginOf(user)

    it('npm create promethean makes a project, with a Node of its own where it needs one', async () => {
      const npmrc = await registry.account(`author${user.node}`)
      user.computer = new Computer({ ...user, registry, npmrc })
      await type('npm create promethean@latest my-stream -- --yes', user.computer.home)
      expect(existsSync(join(project(), 'node_modules', '.bin', 'node'))).toBe(
        /^20/.test(user.node),
      )
    })

    it('npm start shows the first line of chat', async () => {
      expect(await start()).toContain('stopped after')
    })

    it('npm test passes', async () => {
      expect(await type('npm test')).toMatch(/Tests .*passed/)
    })

    it('a plugin is made as a package, tested and published', async () => {
      const folder = join(project(), plugin.name)
      await type(`npx promethean new plugin ${plugin.name} --package`)
      await type('npm install', folder)
      expect(await type('npm test', folder)).toMatch(/Tests .*passed/)
      await type('npm publish', folder)
      expect(await view(`${plugin.packageName} version`)).toBe('0.1.0')
    })

    it('the project adds it, and runs it with the lines that are printed', async () => {
      const printed = await type(`npx promethean add ${plugin.packageName}`)
      const [, imported, used] = LINES.exec(printed) ?? []
      const file = join(project(), 'promethean.config.ts')
      const config = readFileSync(file, 'utf8')
      writeFileSync(file, `${imported}\n${config.replace('plugins: [\n', `$&${used}`)}`)
      expect(await start()).toMatch(new RegExp(`promethean ${now} .*${plugin.name}`))
      user.events = eventsIn(await type(EXPORT))
      expect(user.events.length).toBeGreaterThan(0)
    })
  })

  it('the next version is released, with a table more in the journal', async () => {
    for (const list of ['schema', 'migrations']) {
      await checkout.edit(`core/journal/sqlite/database/${list}.ts`, text =>
        text.replace(/,\n\]\n/, ",\n  'CREATE TABLE of_the_next (value INTEGER)',\n]\n"),
      )
    }
    for (const name of ['core', 'plugins', 'create']) {
      await checkout.edit(`${name}/CHANGELOG.md`, text =>
        text.replace('\n## ', `\n## ${next}\n\nA table more.\n\n## `),
      )
    }
    const { versions, files } = packed(await follow('Make a release'))
    expect(versions).toEqual([next, next, next])
    expect(files).toEqual(
      expect.arrayContaining(['README.md', 'CHANGELOG.md', 'LICENSE', 'bin.js', 'index.d.ts']),
    )
    expect(files.filter(file => /(?<!\.d)\.ts$|\.test\.js|^\./.test(file))).toEqual([])
    await follow('Without the workflow')
    expect(await view('promethean dist-tags.latest')).toBe(next)
  })

  describe.each(users)('the update on Node $node', user => {
    const project = () => join(user.computer?.home ?? expect.unreachable(), 'my-stream')
    const type = (command: string, folder = project()) =>
      user.computer?.type(folder, command) ?? expect.unreachable()
    const plugin = pluginOf(user)
    const install = 'npm install promethean@latest @promethean/plugins@latest'

    it('is what the README of the project says, and npm refuses it because of the plugin', async () => {
      const readme = readFileSync(join(project(), 'README.md'), 'utf8')
      expect(readme).toContain(`\n${install}\n`)
      await expect(type(install)).rejects.toThrow('ERESOLVE')
    })

    it('if it is forced, check says for which version the plugin was made', async () => {
      await type(`${install} --force`)
      expect(await type('npx promethean check')).toMatch(
        `${plugin.packageName} 0.1.0 may not work here: it was made for promethean ^${now}`,
      )
    })

    it('nothing is said about a version of the plugin that was made for it, too', async () => {
      const folder = join(project(), plugin.name)
      await type(`npm pkg set peerDependencies.promethean=^${now}||^${next}`, folder)
      await type('npm version patch', folder)
      await type('npm publish', folder)
      await type(`npm install ${plugin.packageName}@latest`)
      expect(await type('npx promethean check')).not.toContain('may not work')
    })

    it('the journal is updated with all its events, and the one of before stays beside it', async () => {
      await expect(type(EXPORT)).rejects.toThrow('start promethean run once')
      const printed = await user.computer?.typeUntil(project(), 'npm start', CHAT)
      expect(printed).toContain(`promethean ${next}`)
      const kept = readdirSync(join(project(), '.promethean')).filter(name =>
        /^journal\.db\.v\d+$/.test(name),
      )
      expect(kept).toHaveLength(1)
      expect(printed).toMatch(new RegExp(`updated the journal; the previous one is .*${kept[0]}`))
      expect(eventsIn(await type(EXPORT))).toEqual(expect.arrayContaining([...user.events]))
    })
  })

  it('the release is taken back', async () => {
    await follow('Take a release back')
    expect(await view('promethean dist-tags.latest')).toBe(now)
    expect(await view(`promethean@${next} deprecated`)).toContain(`use ${now}`)
  })
})

function eventsIn(exported: string): readonly string[] {
  return exported.split('\n').filter(line => line.startsWith('{'))
}

/** What npm says it packs. */
function packed(printed: string) {
  const all = (pattern: RegExp) => [...printed.matchAll(pattern)].map(([, found = '']) => found)
  return {
    versions: all(/^npm notice version: (.+)$/gm),
    files: all(/^npm notice [\d.]+ ?[kM]?B (.+)$/gm),
  }
}

function pluginOf({ node }: User) {
  const name = `raid-bell-${node.split('.')[0]}`
  return { name, packageName: `promethean-plugin-${name}` }
}
