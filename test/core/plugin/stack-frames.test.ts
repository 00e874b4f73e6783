import { describe, expect, it } from 'vitest'
import { filesOf } from '../../../core/plugin/stack-frames.ts'

describe('the files of a stack', () => {
  it('are read off every kind of frame, topmost first, without Node’s own', () => {
    const stack = [
      'TypeError: x is not a function (file:///not/a/frame.ts:1:1)',
      '    at greet (file:///home/ann/my%20stream/config/greeter.ts:10:5)',
      '    at async file:///home/ann/plugin/index.ts?v=3:4:7',
      '    at async Promise.all (index 0)',
      '    at new Client (/home/ann/node_modules/lib/index.js:3:1)',
      '    at node:internal/process/task_queues:95:5',
      '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
      '    at Object.<anonymous> (/home/ann/(odd) folder/a.ts:1:2)',
    ].join('\n')
    expect(filesOf(stack)).toEqual([
      '/home/ann/my stream/config/greeter.ts',
      '/home/ann/plugin/index.ts',
      '/home/ann/node_modules/lib/index.js',
      '/home/ann/(odd) folder/a.ts',
    ])
  })

  it('are none where there is no stack', () => {
    expect(filesOf('')).toEqual([])
    expect(filesOf('Error: only a message')).toEqual([])
  })
})
