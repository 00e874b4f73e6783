import { z } from 'zod'
import { PrometheanError } from '../../errors.ts'
import { event } from '../../events/event.ts'
import { TitleTarget } from '../../plugin/ports/effects.ts'
import { aboutProvider } from '../../ports/about-provider.ts'
import { dropWords } from '../../text/drop-words.ts'
import { titleProblem } from '../../text/title-limits.ts'
import { visibleText } from '../../text/visible.ts'
import { name } from '../fields.ts'
import { operation } from '../operation.ts'
import { act, acted, via } from './act.ts'

const WHAT = 'set the title'

export const title = operation({
  description: 'set the title of the stream',
  input: z.strictObject({ text: name.describe('the title'), via }),
  output: acted,
  kind: 'act',
  needs: 'instance',
  foretells: true,
  isRecorded: true,
  run: async (wanted, given) => {
    const text = wanted.text.trim()
    refuse(text, [])
    const { runtime } = given.instance
    const { value, ...done } = await act(given, {
      ...{ operation: 'title', what: WHAT, input: { text }, port: TitleTarget, via: wanted.via },
      such: "twitch({ ... }) or streamerbot({ titleAction: 'Set Stream Title' })",
      check: target => {
        const platforms: unknown = aboutProvider(TitleTarget, target)?.platforms?.()
        refuse(text, Array.isArray(platforms) ? platforms : [])
      },
      work: (target, options) => target.setTitle(text, options),
    })
    if (done.id === undefined) return done
    const isConfirmed = value?.isConfirmed ?? false
    if (done.status === 'done') {
      const data = { title: text, target: done.via, isConfirmed }
      runtime.bus.announce(event('title.changed', data, { cause: done.id }))
    }
    return { ...done, isConfirmed }
  },
})

/** @throws PrometheanError if one of these platforms (or, without any, every platform) would reject it */
function refuse(text: string, platforms: readonly string[]): void {
  const why = visibleText(text) === '' ? dropWords('blank') : titleProblem(text, platforms)
  if (why === undefined) return
  const said = { what: `cannot ${WHAT}`, why, advice: 'write another' }
  throw new PrometheanError('runtime', said, { fault: 'invalid' })
}
