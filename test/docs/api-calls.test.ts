import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { realInstance } from '../support/web/real.ts'
import { ROOT } from './pages.ts'

const page = readFileSync(join(ROOT, 'docs/api.md'), 'utf8').replaceAll('\r\n', '\n')
const blocks = [...page.matchAll(/```sh\n(.*?)```/gs)].map(([, text = '']) => text)
const calls = blocks
  .filter(text => text.startsWith('curl '))
  .map(text => text.replace(/\\\n/g, ' '))

/** The words of a command as a shell reads them: 'as it is', "with $VARIABLES", or bare. */
function wordsOf(call: string, variables: Readonly<Record<string, string>>): readonly string[] {
  return [...call.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, plain, filled = '', bare]) =>
      plain ?? bare ?? filled.replace(/\$(\w+)/g, (_, name) => variables[name] ?? ''),
  )
}

async function hasCurl(): Promise<boolean> {
  return promisify(execFile)('curl', ['--version']).then(
    () => true,
    () => false,
  )
}

// `title` needs an account of its own.
const OWN = {
  titles: `{ name: 'titles', provides: [TitleTarget], setup: ({ provide }) =>
    provide(TitleTarget, { setTitle: async () => ({ status: 'done' }) }) }`,
}

it.runIf(await hasCurl())(
  'each call of the page on the API is answered as curl sends it',
  async () => {
    const { port, token } = await realInstance(OWN)
    expect(calls.length).toBe(3)
    for (const call of calls) {
      const [, ...words] = wordsOf(call.replaceAll(':7590', `:${port}`), { TOKEN: token })
      const told = ['--silent', '--write-out', '\n%{http_code}', ...words]
      const { stdout } = await promisify(execFile)('curl', told)
      const [status, ...body] = stdout.split('\n').toReversed()
      expect(status, `${call}: ${stdout}`).toBe('200')
      expect(JSON.parse(body.toReversed().join('\n'))).toEqual(expect.any(Object))
    }
  },
)
