import type { Frame } from './frame.ts'
import { elsewhere, kick, obs, trovo, youtube } from './others.ts'
import { bomb, follows, happenings, moderation, oldBomb, shows, subs, unnamed } from './twitch.ts'
import { firstWords, sameCheer, sameLine, specialLines } from './twitch-chat.ts'

export type { Frame } from './frame.ts'

/** Every made-up frame, of all eras and platforms. */
export const allFrames: readonly Frame[] = [
  ...[sameLine, specialLines, sameCheer, follows, subs, happenings, moderation, shows].flatMap(
    frames => Object.values<Frame>(frames),
  ),
  ...[youtube, kick, trovo, obs].flatMap(frames => Object.values<Frame>(frames)),
  ...[...bomb, oldBomb, ...firstWords, ...unnamed, ...elsewhere],
]
