import type { Problem } from '../../errors.ts'
import { AgentRules } from '../../plugin/ports/agents.ts'
import { MemoryIndex } from '../../plugin/ports/memory.ts'
import { APPROVAL_COMMANDS } from '../../text/commands/approval-commands.ts'
import { NOTE_COMMANDS } from '../../text/commands/note-command.ts'
import { normalText } from '../../text/visible.ts'
import type { CheckedUse } from './uses.ts'

// What core answers itself, where a plugin provides this.
const OWN = [
  { port: AgentRules.name, commands: APPROVAL_COMMANDS, does: 'decides what agents may do' },
  { port: MemoryIndex.name, commands: NOTE_COMMANDS, does: 'writes a note' },
]

/** Finds commands of plugins that core answers itself. */
export function checkCommands(uses: readonly CheckedUse[]): Problem[] {
  const provided = new Set(uses.flatMap(({ provides }) => provides.map(({ name }) => name)))
  const own = OWN.filter(({ port }) => provided.has(port))
  if (own.length === 0) return []
  return uses.flatMap(({ id, plugin, options }) => {
    // Its options have problems of their own.
    if (plugin.commands === undefined || options === undefined) return []
    // Of a plugin's own options, which its own schema has just made.
    return plugin.commands(options as never).flatMap(({ command, path }) =>
      own
        .filter(({ commands }) => commands.includes(normalText(command)))
        .map(({ does }) => ({
          ...{ plugin: id, path },
          message: `${normalText(command)} ${does}; choose another command`,
        })),
    )
  })
}
