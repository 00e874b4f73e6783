import { type Declare, declare, exit } from '../declare.ts'

export const declareManifest: Declare = root =>
  declare(root, {
    name: 'manifest',
    does: 'write what the plugins of the package in this folder provide, need and emit into its package.json',
    example: 'promethean manifest',
  }).action(exit(async settings => (await import('./manifest.ts')).manifest(settings)))
