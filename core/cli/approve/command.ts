import { type Declare, declare, exitWith } from '../declare.ts'
import { declareOperation } from '../operation-command.ts'
import { showApprovals } from './approve.ts'

interface ApproveOptions {
  readonly drop?: boolean
  readonly text?: string
}

export const declareApprovals: Declare = root =>
  declareOperation(root, 'approvals', {
    example: 'promethean approvals',
    code: 'pending',
    show: showApprovals,
  })

export const declareApprove: Declare = root =>
  declare(root, {
    name: 'approve',
    does: 'approve a pending title or answer',
    example: `promethean approve alfa --text 'A quiet evening'`,
  })
    .argument('[which]', 'its id, or its number if several are pending; default the oldest')
    .option('--text <text>', "approve this instead; it is checked like the plugin's own")
    .option('--drop', 'drop it instead')
    .action(
      exitWith<string | undefined, ApproveOptions>(async (which, settings) =>
        (await import('./approve.ts')).approve({ ...settings, which }),
      ),
    )

export const declareDrop: Declare = root =>
  declare(root, {
    name: 'drop',
    does: 'drop a pending title or answer',
    example: 'promethean drop alfa',
  })
    .argument('<which>', 'its id, or its number if several are pending')
    .action(
      exitWith<string>(async (which, settings) =>
        (await import('./approve.ts')).drop({ ...settings, which }),
      ),
    )
