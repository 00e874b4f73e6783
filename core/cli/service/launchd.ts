import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { CallFailed, call } from './call.ts'
import { argumentsOf, idOf, markOf, type Started, troubleFile } from './started.ts'
import type { ServiceSystem } from './system.ts'
import { xmlText } from './xml.ts'

/** launchd, of macOS. */
export const launchd: ServiceSystem = {
  name: 'launchd',
  unfit: /\p{Cc}/u,
  encoding: 'utf8',
  file: id => join(homedir(), 'Library', 'LaunchAgents', `${id}.plist`),
  text: launchAgent,
  async start(id) {
    const told = await known(id)
    await call('launchctl', 'enable', target(id))
    if (told === undefined) await call('launchctl', 'bootstrap', domain(), launchd.file(id))
    else if (!isRunning(told)) await call('launchctl', 'kickstart', target(id))
  },
  async remove(id) {
    if ((await known(id)) === undefined) return
    try {
      await call('launchctl', 'bootout', target(id))
    } catch (failure) {
      // While the program still ends, that is told as a failure.
      if ((await known(id)) !== undefined) throw failure
    }
  },
  async state(id) {
    const told = (await known(id)) ?? ''
    if (isRunning(told)) return 'running'
    return /^\s*last exit code = [1-9]/m.test(told) ? 'failing' : 'stopped'
  },
  advice: () => 'log on at the screen of this Mac: launchd starts no agents over ssh',
  hint: () =>
    'it starts when you log on; why it failed, if it does: .promethean/service.log beside the config',
}

// Undefined where launchd does not know it. @throws CallFailed if there is no launchd
async function known(id: string): Promise<string | undefined> {
  try {
    return await call('launchctl', 'print', target(id))
  } catch (failure) {
    if (failure instanceof CallFailed && !failure.isMissing) return undefined
    throw failure
  }
}

function isRunning(told: string): boolean {
  return /^\s*state = running/m.test(told)
}

function domain(): string {
  return `gui/${process.getuid?.()}`
}

function target(id: string): string {
  return `${domain()}/${id}`
}

/** https://keith.github.io/xcode-man-pages/launchd.plist.5.html */
export function launchAgent(started: Started): string {
  const words = [started.node, ...argumentsOf(started)]
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- ${markOf(started)} -->
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${idOf(started.config)}</string>
  <key>ProgramArguments</key>
  <array>
${words.map(word => `    <string>${xmlText(word)}</string>`).join('\n')}
  </array>
  <key>WorkingDirectory</key>
  <string>${xmlText(dirname(started.config))}</string>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>10</integer>
  <key>ExitTimeOut</key>
  <integer>15</integer>
  <key>ProcessType</key>
  <string>Interactive</string>
  <key>StandardOutPath</key>
  <string>/dev/null</string>
  <key>StandardErrorPath</key>
  <string>${xmlText(troubleFile(started))}</string>
</dict>
</plist>
`
}
