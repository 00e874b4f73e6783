import { z } from 'zod'
import { actingTool } from '../tool.ts'

export const streamControl = actingTool({
  title: 'Control the stream',
  description:
    'Switch to a scene, show or hide a source, write a text into one, start or stop the stream.',
  input: z.strictObject({
    do: z.enum(['scene', 'show', 'hide', 'text', 'start', 'stop']),
    name: z.string().max(200).describe('scene or source').optional(),
    text: z.string().max(500).optional(),
  }),
  acts: ['scene', 'showSource', 'setText', 'startStream', 'stopStream'],
  isDestructive: true,
  wish: ({ do: what, name, text }) => {
    const named = { ...(name !== undefined && { name }) }
    if (what === 'scene') return { operation: 'scene', input: named }
    if (what === 'start') return { operation: 'startStream', input: {} }
    if (what === 'stop') return { operation: 'stopStream', input: {} }
    if (what === 'text')
      return { operation: 'setText', input: { ...named, ...(text !== undefined && { text }) } }
    return { operation: 'showSource', input: { ...named, visible: what === 'show' } }
  },
})
