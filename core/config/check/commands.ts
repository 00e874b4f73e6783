import type { Problem } from '../../errors.ts'
import { AgentRules } from '../../plugin/ports/agents.ts'
import { APPROVAL_COMMANDS } from '../../text/approval-commands.ts'
import { normalText } from '../../text/visible.ts'
import type { CheckedUse } from './uses.ts'

/** Finds commands of plugins that core answers itself, where agents may act. */
export function checkCommands(uses: readonly CheckedUse[]): Problem[] {
  if (!uses.some(({ provides }) => provides.some(({ name }) => name === AgentRules.name))) return []
  return uses.flatMap(({ id, plugin, options }) => {
    // Its options have problems of their own.
    if (plugin.commands === undefined || options === undefined) return []
    // Of a plugin's own options, which its own schema has just made.
    return plugin
      .commands(options as never)
      .filter(({ command }) => APPROVAL_COMMANDS.includes(normalText(command)))
      .map(({ command, path }) => ({
        ...{ plugin: id, path },
        message: `${normalText(command)} decides what agents may do; choose another command`,
      }))
  })
}
