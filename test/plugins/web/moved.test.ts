import { writeFileSync } from 'node:fs'
import { run } from 'promethean'
import { describe, expect, it, onTestFinished } from 'vitest'
import { addressFor, options } from '../../../plugins/web/options.ts'
import { freePort } from '../../support/process/child.ts'
import { makeProject } from '../../support/process/promethean.ts'
import { SocketClient } from '../../support/web/socket-client.ts'
import { tokenOf } from '../../support/web/token-of.ts'

const configOf = (uses: string) => `import { simulator, web } from '@promethean/plugins'
import { defineConfig } from 'promethean'
export default defineConfig({ plugins: [${uses}] })`

async function openPage(port: number, token: string): Promise<SocketClient> {
  const page = await SocketClient.open(port)
  onTestFinished(() => page.socket.terminate())
  page.say({ token })
  await page.next('welcome')
  return page
}

describe('an edit of the config while a page is open', () => {
  it('tells the page where it has moved, or that it comes back here', async () => {
    const [port, other] = [await freePort(), await freePort()]
    const project = makeProject({ 'promethean.config.ts': configOf(`web({ port: ${port} })`) })
    onTestFinished(() => project.remove())
    const running = await run({ config: project.file })
    onTestFinished(async () => void (await running.stop()))
    const token = tokenOf(project.folder)
    const edit = async (uses: string) => {
      writeFileSync(project.file, configOf(uses))
      expect(await running.operations.reload()).toMatchObject({ done: true })
    }

    const first = await openPage(port, token)
    await edit(`web({ port: ${port}, names: ['studio-pc'] })`)
    expect(await first.closed).toEqual({ code: 1001, reason: '' })

    const second = await openPage(port, token)
    await edit(`web({ port: ${other} })`)
    expect(await second.closed).toEqual({ code: 4301, reason: `http://127.0.0.1:${other}/` })

    const third = await openPage(other, token)
    await edit('simulator()')
    expect(await third.closed).toEqual({ code: 1001, reason: '' })
  })
})

describe('the new address of a page', () => {
  it.each([
    ['127.0.0.1:7590', { port: 7600 }, 'http://127.0.0.1:7600/'],
    ['localhost:7590', { port: 7600 }, 'http://localhost:7600/'],
    ['[::1]:7590', { port: 7600 }, 'http://[::1]:7600/'],
    ['localhost', { port: 7600 }, 'http://localhost:7600/'],
    ['127.0.0.1:7590', { port: 80 }, 'http://127.0.0.1/'],
    [
      '192.168.1.5:7590',
      { port: 7600, host: '0.0.0.0', names: ['studio-pc', '192.168.1.5'] },
      'http://192.168.1.5:7600/',
    ],
    [
      'old-pc:7590',
      { port: 7590, host: '0.0.0.0', names: ['studio-pc'] },
      'http://studio-pc:7590/',
    ],
    ['192.168.1.5:7590', { port: 7590 }, 'http://127.0.0.1:7590/'],
  ])('of %s keeps its name if it still has it %#', (host, next, address) => {
    expect(addressFor(options.parse(next), host)).toBe(address)
  })
})
