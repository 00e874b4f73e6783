// Loaded with `--import`: says at the end, on stderr, which npm packages were loaded, on one line.
import { registerHooks } from 'node:module'
import { isMainThread } from 'node:worker_threads'

const packages = new Set()

registerHooks({
  load(url, context, next) {
    const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? []
    if (name !== undefined) packages.add(name)
    return next(url, context)
  },
})
if (isMainThread)
  process.on('exit', () => console.error(`loaded: ${[...packages].sort().join(' ')}`))
