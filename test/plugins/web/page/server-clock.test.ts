import { describe, expect, it } from 'vitest'
import { ServerClock } from '../../../../plugins/web/page/server-clock.ts'

describe("the server's clock on a page", () => {
  it('shows the time of the server, however wrong the clock of this computer is', () => {
    let elapsed = 500
    const clock = new ServerClock(() => elapsed)
    clock.heard(1_000_000)
    elapsed += 250
    expect(clock.now()).toBe(1_000_250)
  })

  it('believes the message that was the least delayed', () => {
    let elapsed = 0
    const clock = new ServerClock(() => elapsed)
    for (const delay of [300, 5, 900]) {
      elapsed += 1_000
      clock.heard(50_000 + elapsed - delay)
    }
    expect(clock.now()).toBe(50_000 + elapsed - 5)
  })

  it('follows a server whose clock was set back, within ten messages', () => {
    let elapsed = 0
    const clock = new ServerClock(() => elapsed)
    clock.heard(900_000)
    for (let count = 0; count < 10; count++) {
      elapsed += 1_000
      clock.heard(100_000 + elapsed)
    }
    expect(clock.now()).toBe(100_000 + elapsed)
  })
})
