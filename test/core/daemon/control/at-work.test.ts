import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { askRunning } from '../../../../core/daemon/control/client.ts'
import type { Commands } from '../../../../core/daemon/control/server.ts'
import { serveControl } from './serve.ts'

// Sockets are real.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A command that is at work until it is ended. */
async function working({ isLong }: { readonly isLong: boolean }) {
  const folder = mkdtempSync(join(tmpdir(), 'promethean control '))
  const file = join(folder, 'journal.db')
  let end: () => void = () => undefined
  const asked: AbortSignal[] = []
  const reload: Commands[string] = async (_, { signal, worksLong }) => {
    if (isLong) worksLong()
    asked.push(signal)
    await new Promise<void>(resolve => {
      end = resolve
    })
    return { ms: 1 }
  }
  const control = await serveControl(file, { reload })
  onTestFinished(async () => {
    await control.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { file, asked, end: () => end() }
}

/** Lets so many seconds pass, the words of the instance among them. */
async function pass(seconds: number, words: () => number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 5) {
    const before = words()
    await vi.advanceTimersByTimeAsync(5_000)
    await expect.poll(words).toBe(before + 1)
  }
}

describe('what a running instance is long at work on', () => {
  it('is waited for as long as it says so', async () => {
    const { file, asked, end } = await working({ isLong: true })
    let words = 0
    const answer = askRunning(file, 'reload', {}, { onAtWork: () => void words++ })
    await expect.poll(() => asked).toHaveLength(1)
    await pass(120, () => words)
    end()
    expect(await answer).toEqual({ ms: 1 })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(words).toBe(24)
  })

  it('is given up where it says nothing for half a minute', async () => {
    const { file, asked, end } = await working({ isLong: false })
    const refused = expect(askRunning(file, 'reload')).rejects.toThrow(
      'the running instance did not answer within 30 s; it may be stuck, restart it',
    )
    await expect.poll(() => asked).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(30_000)
    await refused
    await expect.poll(() => asked[0]?.aborted).toBe(true)
    end()
  })
})
