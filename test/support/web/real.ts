import { type Running, run } from 'promethean'
import { onTestFinished } from 'vitest'
import { freePort } from '../process/child.ts'
import { makeProject } from '../process/promethean.ts'
import { tokenOf } from './token-of.ts'

/** A whole instance with its page, until the test ends. */
export interface RealInstance {
  readonly port: number
  readonly token: string
  readonly folder: string
  readonly running: Running
  post(operation: string, input: unknown): Promise<Response>
}

/** @param own the config's own plugins: `definePlugin` and the ports are imported */
export async function realInstance(
  own: Readonly<Record<string, string>> = {},
): Promise<RealInstance> {
  const port = await freePort()
  const project = makeProject({
    'promethean.config.ts': `import { simulator, web } from '@promethean/plugins'
import { defineConfig, definePlugin, StreamControl, TitleTarget } from 'promethean'
${Object.entries(own)
  .map(([name, definition]) => `const ${name} = definePlugin(${definition})\n`)
  .join('')}
export default defineConfig({ plugins: [simulator({ script: [] }), web({ port: ${port} }), ${Object.keys(
      own,
    )
      .map(name => `${name}()`)
      .join(', ')}] })`,
  })
  onTestFinished(() => project.remove())
  const running = await run({ config: project.file })
  onTestFinished(async () => void (await running.stop()))
  const token = tokenOf(project.folder)
  return {
    ...{ port, token, folder: project.folder, running },
    post: (operation, input) =>
      fetch(`http://127.0.0.1:${port}/api/${operation}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
        body: JSON.stringify(input),
      }),
  }
}
