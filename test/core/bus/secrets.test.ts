import { describe, expect, it } from 'vitest'
import { event } from '../../../core/events/event.ts'
import { change, drop } from '../../../core/plugin/verdict.ts'
import { line, makeBus, teller } from './make.ts'

const SECRET = 'hunter2hunter2'

function knowingBus() {
  const made = makeBus()
  made.redactor.know([SECRET])
  return { ...made, tell: made.bus.tell.bind(made.bus) }
}

describe('what is kept and handed out', () => {
  it('has no secret in data, raw or id, whatever the type', () => {
    const { tell, journaled, delivered } = knowingBus()
    const source = teller('feed')
    const custom = { access_token: 'xyzzy', note: `the key is ${SECRET}` }
    tell(
      event(
        'platform.event',
        { name: 'streamerbot:Custom.Event', data: custom },
        { key: `x-${SECRET}`, platform: 'twitch', raw: { data: custom } },
      ),
      source,
    )
    tell(line(`psst ${SECRET}`, { key: '1', raw: `:bea PRIVMSG #ann :psst ${SECRET}` }), source)
    tell(event('platform.event', { name: 'x' }, { raw: `no JSON {${SECRET}` }), source)
    const kept = JSON.stringify([journaled, delivered])
    expect(journaled).toHaveLength(3)
    expect(kept).not.toContain(SECRET)
    expect(kept).not.toContain('xyzzy')
    expect(journaled[0]?.event.data).toEqual({
      name: 'streamerbot:Custom.Event',
      data: { access_token: '[redacted]', note: 'the key is [redacted]' },
    })
    expect(journaled[2]?.event.raw).toBe('no JSON {[redacted]')
  })

  it('has no secret in what a filter made of it or said of it', () => {
    const { bus, tell, journaled, delivered } = knowingBus()
    bus.useFilters([
      {
        use: 'wordy',
        types: new Set(['chat.message']),
        judge: ({ id, data }) =>
          id.endsWith('1') ? change({ ...data, text: `it said ${SECRET}` }) : drop(`for ${SECRET}`),
      },
    ])
    tell(line('a', { key: '1' }), teller('feed'))
    tell(line('b', { key: '2' }), teller('feed'))
    expect(journaled).toHaveLength(2)
    expect(JSON.stringify([journaled, delivered])).not.toContain(SECRET)
  })

  it('keeps what a viewer says of passwords', () => {
    const { tell, delivered } = knowingBus()
    const text = 'my password: fluffy, token=1, Bearer a1b2c3'
    tell(line(text), teller('feed'))
    expect(delivered[0]?.data).toMatchObject({ text })
  })
})
