import { ignoreElements, tap } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { definePlugin } from '../../../core/plugin/define.ts'
import { BLOCKED, line, world } from '../supervisor/world.ts'

describe('blocking', () => {
  it('over 200 ms is named', async () => {
    const slow = definePlugin({
      name: 'slow',
      setup: ({ on }) =>
        on('chat.message').pipe(
          tap(() => {
            const end = performance.now() + 220
            while (performance.now() < end) {}
          }),
          ignoreElements(),
        ),
    })
    const { tell, logged } = await world([slow()])
    tell(line('hello'))
    const said = logged.filter(({ plugin }) => plugin === 'slow').map(({ message }) => message)
    const [, ms] = BLOCKED.exec(said.join()) ?? []
    expect(Number(ms)).toBeGreaterThanOrEqual(220)
  })
})
