import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { call } from './call.ts'
import { argumentsOf, markOf, type Started } from './started.ts'
import type { ServiceSystem } from './system.ts'

/** The user's own systemd, of Linux. */
export const systemd: ServiceSystem = {
  name: 'systemd',
  // At the end of a line, systemd drops spaces, and continues the line after a backslash.
  unfit: /[\p{Cc}"]|[\s\\](?=\/[^/]*$)/u,
  encoding: 'utf8',
  file: id => join(folder(), `${id}.service`),
  text: systemdUnit,
  async start(id) {
    await systemctl('daemon-reload')
    await systemctl('enable', `${id}.service`)
    await systemctl('start', `${id}.service`)
  },
  async remove(id) {
    await systemctl('disable', '--now', `${id}.service`)
  },
  async removed() {
    await systemctl('daemon-reload')
  },
  async state(id) {
    const told = await systemctl('show', '--property=ActiveState', `${id}.service`)
    const [, active] = /ActiveState=(.*)/.exec(told) ?? []
    // Between two attempts it is "activating".
    if (active === 'activating' || active === 'failed') return 'failing'
    return active === 'active' ? 'running' : 'stopped'
  },
  advice: said =>
    /bus|No medium/i.test(said)
      ? 'log on as this user, not by su or sudo, so that systemd runs for it; without a logon, run loginctl enable-linger first'
      : 'look what systemctl --user status says',
  hint: id =>
    `it starts when you log on; to start it with the computer: loginctl enable-linger; why it failed, if it does: journalctl --user -u ${id}`,
}

function folder(): string {
  return join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'systemd', 'user')
}

function systemctl(...args: readonly string[]): Promise<string> {
  return call('systemctl', '--user', ...args)
}

/** https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html */
export function systemdUnit(started: Started): string {
  // ":" so that a $ is no variable.
  const line = [started.node, ...argumentsOf(started)].map(quoted).join(' ')
  return `# ${markOf(started)}
[Unit]
Description=Promethean in ${withoutSpecifiers(dirname(started.config))}
StartLimitIntervalSec=0

[Service]
Type=exec
WorkingDirectory=${withoutSpecifiers(dirname(started.config))}
ExecStart=:${line}
Restart=on-failure
RestartSec=10
KillMode=mixed
TimeoutStopSec=15
StandardOutput=null
StandardError=journal

[Install]
WantedBy=default.target
`
}

function quoted(word: string): string {
  return `"${withoutSpecifiers(word).replaceAll('\\', '\\\\')}"`
}

function withoutSpecifiers(text: string): string {
  return text.replaceAll('%', '%%')
}
