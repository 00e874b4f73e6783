import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { installedOnWindows } from './project.ts'
import { NODE, WINE } from './wine.ts'

/** `promethean` in a console of Wine's, at which somebody types. */
export interface WindowsConsole {
  /** All it has shown so far, colours and cursor moves included. */
  shown(): string
  type(keys: string): void
  kill(): void
  readonly exited: Promise<number | null>
}

/** @param cwd as this system sees it */
export function openConsole(args: readonly string[], cwd: string): WindowsConsole {
  const { PATH = '', HOME = '' } = process.env
  const words = { PROGRAM: NODE, BIN: installedOnWindows('promethean', 'bin.js') }
  const command = `exec wine "$PROGRAM" "$BIN" ${args.join(' ')}`
  // A terminal of this system; Wine makes a console of it.
  const child = spawn(
    'script',
    ['--quiet', '--return', '--flush', '--command', command, '/dev/null'],
    {
      cwd,
      env: { PATH, HOME, LANG: 'C.UTF-8', TERM: 'xterm', NODE_NO_WARNINGS: '1', ...WINE, ...words },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  let shown = ''
  child.stdout.on('data', chunk => {
    shown += chunk
  })
  return {
    shown: () => shown,
    type: keys => child.stdin.write(keys),
    kill: () => child.kill('SIGKILL'),
    exited: once(child, 'close').then(([code]) => code),
  }
}
