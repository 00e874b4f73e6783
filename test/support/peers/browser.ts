import { installBrowser } from '../browser/install.ts'
import type { Peer } from './suites.ts'

/** A real browser without a screen, with fonts for every script a viewer may write in. */
export const browser: Peer = {
  name: 'the browser',
  suites: ['test/browser'],
  prepare: installBrowser,
}
