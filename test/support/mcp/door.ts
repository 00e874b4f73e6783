import { configOf } from '../../flow/own-plugins.ts'
import { command, type workshop } from '../../flow/workshop.ts'
import { freePort } from '../process/child.ts'

const WEB = "import { web } from '@promethean/plugins'"

/** An instance with three lines of chat that answers at `/mcp`, and the token of an agent. */
export async function openDoor({ project, start }: ReturnType<typeof workshop>) {
  const port = await freePort()
  const uses = ["ticker({ count: 3, text: 'the moth said' })", `web({ port: ${port} })`]
  const stage = project({ 'promethean.config.ts': configOf(uses, '', WEB) })
  await start(stage)
  const { lines } = await command(stage, 'dock', '--json', '--token', 'helper', '--agent')
  const token = String(lines.find(({ code }) => code === 'dock')?.token)
  return { stage, port, token, url: `http://127.0.0.1:${port}/mcp` }
}
