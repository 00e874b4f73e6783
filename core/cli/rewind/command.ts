import type { Declare } from '../declare.ts'
import { declareOperation } from '../operation-command.ts'

export const declareRewind: Declare = root =>
  declareOperation(root, 'rewind', {
    example: 'promethean rewind mongo --since 2h',
    arguments: ['consumer'],
    switches: { beginning: 'from the start of the journal' },
    // A program that names no start means the beginning; a person may have forgotten it.
    missing: ({ wanted: { since }, switches }) =>
      (since === undefined) === switches.has('beginning')
        ? undefined
        : 'rewind needs a start: write either --since 2h or --beginning',
    lines: (_, { wanted: { consumer, since, refilter }, isRunning }) => [
      {
        ...{ code: 'rewound', consumer, since: since?.toISOString() ?? 'beginning' },
        ...{ refilter, running: isRunning },
      },
    ],
    show: (_, output, { wanted: { consumer, since, refilter }, isRunning }) => {
      const from =
        since === undefined ? 'from the beginning' : `since ${since.toLocaleString('sv')}`
      const when = isRunning ? '' : 'at the next start, '
      const by = refilter ? ', judged by the current filters' : ''
      output.line(`${when}${consumer} receives everything ${from} again${by}`)
    },
  })
