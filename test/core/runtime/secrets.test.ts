import { ignoreElements, Observable, tap } from 'rxjs'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { ConfigProblem, NotReady, PluginFailure, Refused } from '../../../core/errors.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { line, world } from '../supervisor/world.ts'

describe('the runtime', () => {
  it('never shows a secret that a plugin threw: not in the status, not in the journal, not where it is refused', async () => {
    const secret = 'hunter2hunter2'
    const lost = definePlugin({
      name: 'lost',
      setup: ({ link }) => {
        const connection = link()
        connection.connected()
        return new Observable(() => connection.lost(`ws://h/?key=${secret} is away`))
      },
    })
    const refused = definePlugin({
      name: 'refused',
      setup: () => {
        throw new PluginFailure(`the password ${secret} is wrong`)
      },
    })
    const away = definePlugin({
      name: 'away',
      setup: () => {
        throw new NotReady(`${secret} is not there yet`)
      },
    })
    const picky = definePlugin({
      name: 'picky',
      setup: ({ consume }) =>
        consume({ types: ['chat.message'] }, () => {
          throw new Refused(`${secret} may not write`)
        }),
    })
    const uses = [lost(), refused(), away(), picky()]
    const { runtime, reload, events, journal, tell } = await world(uses, { secrets: [secret] })
    tell(line('hello'))
    await vi.waitFor(async () => expect(await journal.parked()).toHaveLength(1))
    const shown = JSON.stringify([await runtime.status(), events, await journal.parked()])
    expect(shown).toContain('[redacted] is not there yet')
    expect(shown).toContain('the password [redacted] is wrong')
    expect(shown).toContain('key=[redacted] is away')
    expect(shown).toContain('[redacted] may not write')
    expect(shown).not.toContain(secret)
    const edited = definePlugin({ ...refused.plugin, name: 'edited' })
    await expect(reload([edited()])).rejects.toThrow('edited: the password [redacted] is wrong')
  })

  it('keeps the secrets of the old set where a new one is refused', async () => {
    const plugin = definePlugin({
      name: 'keeper',
      options: z.strictObject({ password: z.string(), fails: z.boolean().default(false) }),
      setup: ({ options, on, log }) => {
        if (options.fails) throw new PluginFailure('no')
        return on('chat.message').pipe(
          tap(() => log.info(`my password is ${options.password}`)),
          ignoreElements(),
        )
      },
    })
    const { reload, tell, said } = await world([plugin({ password: 'old-password' })])
    await expect(reload([plugin({ password: 'new-password', fails: true })])).rejects.toThrow(
      ConfigProblem,
    )
    tell(line('hello'))
    expect(said('keeper', 'info')).toEqual(['my password is [redacted]'])
  })

  it('knows a secret that came into the environment before an edit', async () => {
    const secrets = ['first-password']
    const teller = definePlugin({
      name: 'teller',
      setup: ({ on, log }) =>
        on('chat.message').pipe(
          tap(({ data }) => log.info(`it is ${data.text}`)),
          ignoreElements(),
        ),
    })
    const { reload, tell, said } = await world([teller()], { secrets })
    secrets.push('second-password')
    await reload([teller()])
    tell(line('second-password'))
    expect(said('teller', 'info')).toEqual(['it is [redacted]'])
  })
})
