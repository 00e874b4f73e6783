import { installPackages } from '../windows/project.ts'
import { endWine, installWine } from '../windows/wine.ts'
import type { Peer } from './suites.ts'

/** The packages as npm installs them on Windows, run by the real Node for Windows under Wine. */
export const windows: Peer = {
  name: 'Windows',
  suites: ['test/windows'],
  prepare: async () => {
    const told = await installWine()
    await installPackages()
    return told
  },
  end: endWine,
}
