import { z } from 'zod'
import { RUNTIME } from '../../events/runtime-source.ts'
import { openState } from '../../journal/state.ts'
import { Mutes } from '../../ports/mutes.ts'
import { requireUse } from '../../runtime/muting.ts'
import type { Saved } from '../../runtime/saved.ts'
import { name, saved } from '../fields.ts'
import { type Given, operation } from '../operation.ts'

const input = z.strictObject({
  plugin: name
    .describe('only this plugin, as promethean status names it; default everything')
    .optional(),
})

export const mute = silencing('mute', 'stop all output (chat, titles, scenes); survives restarts')

export const unmute = silencing('unmute', 'allow output again')

function silencing(what: 'mute' | 'unmute', description: string) {
  return operation({
    description,
    input,
    output: saved,
    kind: 'act',
    needs: 'journal',
    early: true,
    run: async ({ plugin }, { instance, ...stopped }) =>
      instance ? instance.runtime.muting[what](plugin) : changeStopped(stopped, what, plugin),
  })
}

// No instance is running: it is stored for the next start.
async function changeStopped(
  { journal, config }: Omit<Given['journal'], 'instance'>,
  what: 'mute' | 'unmute',
  plugin: string | undefined,
): Promise<Saved> {
  const state = await openState(journal, RUNTIME)
  const mutes = new Mutes()
  mutes.resume(state)
  if (plugin !== undefined) {
    const ids = (await config()).uses.map(({ id }) => id)
    requireUse(plugin, what === 'mute' ? ids : [...ids, ...(mutes.muted?.plugins ?? [])])
  }
  mutes[what](plugin)
  await state.flush()
  return { saved: true }
}
