import { type Declare, declare, exit } from '../declare.ts'
import type { McpOptions } from './mcp.ts'

export const declareMcp: Declare = root =>
  declare(root, {
    name: 'mcp',
    does: 'serve an agent over stdin and stdout; programs such as Claude, Cursor and LM Studio start it',
    example: 'promethean mcp --settings',
  })
    .option('--settings', 'only print what to write into the settings of such a program')
    .action(exit<McpOptions>(async settings => (await import('./mcp.ts')).mcp(settings)))
