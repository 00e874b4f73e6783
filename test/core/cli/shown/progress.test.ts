import { expect, it, vi } from 'vitest'
import { createProgress } from '../../../../core/cli/shown/progress.ts'

function screen(isTTY: boolean) {
  const written: string[] = []
  const write = (text: string | Uint8Array) => written.push(String(text)) > 0
  return { isTTY, write, written }
}

it('is one line that is drawn over and taken away, ten times a second at most', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const shown = screen(true)
  const progress = createProgress(false, shown)
  progress.end()
  expect(shown.written).toEqual([])
  for (let percent = 0; percent <= 100; percent++) {
    progress.show('reading', percent / 100)
    vi.advanceTimersByTime(20)
  }
  progress.end()
  progress.end()
  const [first, ...others] = shown.written
  expect(first).toBe('\rreading, 0 %\u001b[K')
  expect(others).toHaveLength(21)
  expect(others.at(-2)).toBe('\rreading, 100 %\u001b[K')
  expect(others.at(-1)).toBe('\r\u001b[K')
})

it.each([
  ['a program reads', true, true],
  ['there is no terminal', false, false],
])('shows nothing where %s', (_, isJson, isTTY) => {
  const shown = screen(isTTY)
  const progress = createProgress(isJson, shown)
  progress.show('reading', 0.5)
  progress.end()
  expect(shown.written).toEqual([])
})
