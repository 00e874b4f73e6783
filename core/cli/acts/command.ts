import type { Declare } from '../declare.ts'
import { declareOperation } from '../operation-command.ts'
import { showActed, showNoted, showSaid } from './shown.ts'

export const declareSay: Declare = root =>
  declareOperation(root, 'say', {
    example: "promethean say 'Back in five' --platform twitch",
    arguments: ['text'],
    takesDry: true,
    code: 'say',
    // Each is a sentence about where it would go.
    refused: ({ problems }, output) => {
      for (const problem of problems) output.json({ code: 'problem', ...problem })
      for (const { message } of problems) output.trouble(message)
    },
    show: showSaid,
  })

export const declareNote: Declare = root =>
  declareOperation(root, 'note', {
    example: "promethean note 'Start with the second boss next time'",
    arguments: ['text'],
    takesDry: true,
    code: 'note',
    show: showNoted,
  })

const acts = {
  title: { example: "promethean title 'A quiet evening'", argument: 'text' },
  scene: { example: "promethean scene 'Be right back'", argument: 'name' },
  action: { example: "promethean action 'Flash lights' --arg color=red", argument: 'name' },
  delete: { example: 'promethean delete twitch:chat.message:885196de', argument: 'id' },
  timeout: { example: 'promethean timeout bea --seconds 60', argument: 'user' },
  untimeout: { example: 'promethean untimeout bea', argument: 'user' },
  shoutout: { example: 'promethean shoutout cleo', argument: 'user' },
} as const

/** One of `title`, `scene`, `action`, `delete`, `timeout`, `untimeout` and `shoutout`. */
export function declareAct(name: keyof typeof acts): Declare {
  const { example, argument } = acts[name]
  return root =>
    // Each operation above has a field of this name in its input.
    declareOperation(root, name as 'title', {
      example,
      arguments: [argument as 'text'],
      takesDry: true,
      code: name,
      show: showActed,
    })
}
