import { type Declare, declare, exit } from '../declare.ts'
import type { DockOptions } from './wanted.ts'

export const declareDock: Declare = root =>
  declare(root, {
    name: 'dock',
    does: "print the address of the page for OBS, with your token in it; manage other programs' tokens",
    example: 'promethean dock',
  })
    .option('--rotate', 'make a new token for your page; the old address stops working')
    .option('--token <name>', 'make a token for a program, such as deck')
    .option('--may <operations>', 'operations the new token is limited to, such as say,scene')
    .option('--overlay', 'the new token is for an overlay: it reads only what viewers may see')
    .option('--agent', 'the new token is for an agent: it opens nothing but /mcp')
    .option('--revoke <name>', 'revoke a token')
    .option('--list', 'list the tokens by name, without the tokens themselves')
    .action(exit<DockOptions>(async settings => (await import('./dock.ts')).dock(settings)))
