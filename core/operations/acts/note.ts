import { z } from 'zod'
import { LONGEST_NOTE } from '../../events/types/memory.ts'
import { visibleText } from '../../text/visible.ts'
import { name, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { keptEvent } from './act.ts'

const WHAT = 'write the note'

export const note = operation({
  description: 'write a note, to find it again later',
  input: z.strictObject({
    text: z
      .string()
      .refine(written => visibleText(written) !== '', 'holds nothing to note: write some words')
      .refine(
        written => written.length <= LONGEST_NOTE,
        `is longer than ${LONGEST_NOTE} characters: write fewer words`,
      )
      .describe('the note'),
    about: name.meta({ placeholder: 'id' }).describe('id of the event it is about').optional(),
  }),
  output: z.object({
    id: text.describe('id of the note, for explain; absent in a dry run').exactOptional(),
    status: z.enum(['done', 'dry']),
    what: text,
    text: text.describe('the note, without secrets'),
  }),
  kind: 'act',
  needs: 'instance',
  foretells: true,
  isRecorded: true,
  run: async (wanted, given) => {
    const { caller, dry, cause, id } = given
    const { acting, redactor } = given.instance.runtime
    const about =
      wanted.about === undefined ? undefined : await keptEvent(given, wanted.about, WHAT)
    const text = redactor.text(wanted.text.trim())
    const told = { what: WHAT, text }
    if (dry) {
      acting.foretellNote({ caller })
      return { status: 'dry' as const, ...told }
    }
    const input = { text, ...(about !== undefined && { about: about.id }) }
    const noted = await acting.note({ operation: 'note', caller, input, about, cause, id }, text)
    return { id: noted.id, status: 'done' as const, ...told }
  },
})
