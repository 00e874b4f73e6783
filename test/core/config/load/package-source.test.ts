import { expect, it } from 'vitest'
import { withoutNamespace } from '../../../../core/config/load/package-source.ts'

// Node for Windows finds a package.json as the first; its realpath fails on that one.
it.each([
  ['\\\\?\\C:\\My Streams\\package.json', 'C:\\My Streams\\package.json'],
  ['\\\\?\\UNC\\server\\share\\package.json', '\\\\server\\share\\package.json'],
  ['C:\\My Streams\\package.json', 'C:\\My Streams\\package.json'],
  ['/home/ann/my-stream/package.json', '/home/ann/my-stream/package.json'],
])('%s is %s', (path, plain) => {
  expect(withoutNamespace(path)).toBe(plain)
})
