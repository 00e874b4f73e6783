import { definePlugin } from '../../../../core/plugin/define.ts'
import { thrownByHelper } from './helper.ts'

/** A plugin in a folder of its own: what its helpers throw is its own. */
export const plugin = definePlugin({ name: 'throwing', setup: () => undefined })

/** What would come out of a timer of this plugin. */
export async function thrownLater(): Promise<unknown> {
  await Promise.resolve()
  return thrownByHelper()
}
