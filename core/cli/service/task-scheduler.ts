import { homedir } from 'node:os'
import { join, win32 } from 'node:path'
import { CallFailed, call } from './call.ts'
import { argumentsOf, markOf, type Started } from './started.ts'
import type { ServiceSystem } from './system.ts'
import { xmlText } from './xml.ts'

// The last result, the same in any language of Windows: SCHED_S_TASK_RUNNING, and success, SCHED_S_TASK_HAS_NOT_RUN and
// SCHED_S_TASK_TERMINATED, https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-error-and-success-constants
const RUNNING = '267009'
const STOPPED = ['0', '267011', '267014']
const LAST_RESULT = 6

/** The Task Scheduler, of Windows: a Windows service would be another user, without OBS and without this user's pipe. */
export const taskScheduler: ServiceSystem = {
  name: 'Task Scheduler',
  // Both the task and cmd take %NAME% for a variable, and neither has a way to write it otherwise.
  unfit: /[\p{Cc}"%]/u,
  // What schtasks reads; with the mark of its byte order.
  encoding: 'utf16le',
  file: id => join(folder(), `${id}.xml`),
  text: scheduledTask,
  async start(id) {
    await call('schtasks', '/create', '/tn', taskOf(id), '/xml', taskScheduler.file(id), '/f')
    await call('schtasks', '/run', '/tn', taskOf(id))
  },
  async remove(id) {
    if (!(await isKnown(id))) return
    // Fails if it does not run.
    await call('schtasks', '/end', '/tn', taskOf(id)).catch(() => undefined)
    await call('schtasks', '/delete', '/tn', taskOf(id), '/f')
  },
  async state(id) {
    const [line = ''] = (await query(id)).trim().split(/\r?\n/)
    const { [LAST_RESULT]: result = '' } = line.slice(1, -1).split('","')
    if (result === RUNNING) return 'running'
    return STOPPED.includes(result) ? 'stopped' : 'failing'
  },
  advice: () => 'if it denies access, run this once in a terminal of an administrator',
  hint: () =>
    'it starts when you log on; why it failed, if it does: .promethean\\service.log beside the config',
}

function folder(): string {
  const local = process.env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local')
  return join(local, 'promethean', 'services')
}

function taskOf(id: string): string {
  return `\\Promethean\\${id}`
}

async function isKnown(id: string): Promise<boolean> {
  try {
    await query(id)
    return true
  } catch (failure) {
    if (failure instanceof CallFailed && !failure.isMissing) return false
    throw failure
  }
}

function query(id: string): Promise<string> {
  return call('schtasks', '/query', '/tn', taskOf(id), '/fo', 'csv', '/nh', '/v')
}

/**
 * https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema
 * @param environment where Windows is, and whose logon starts it
 */
export function scheduledTask(
  started: Started,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const { SystemRoot = 'C:\\Windows', USERDOMAIN, USERNAME = '' } = environment
  const user = xmlText(USERDOMAIN ? `${USERDOMAIN}\\${USERNAME}` : USERNAME)
  const system = win32.join(SystemRoot, 'System32')
  // Each minute; as long as it runs nothing happens. Windows counts a crash as no failure of a task.
  const again = '<Repetition><Interval>PT1M</Interval></Repetition>'
  return `\uFEFF<?xml version="1.0" encoding="UTF-16"?>
<!-- ${markOf(started)} -->
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Author>${user}</Author>
    <Description>Promethean in ${xmlText(win32.dirname(started.config))}</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      ${again}
      <UserId>${user}</UserId>
    </LogonTrigger>
    <RegistrationTrigger>
      ${again}
    </RegistrationTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>${user}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>999</Count>
    </RestartOnFailure>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>5</Priority>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${xmlText(win32.join(system, 'conhost.exe'))}</Command>
      <Arguments>${xmlText(`--headless ${shellLine(started, win32.join(system, 'cmd.exe'))}`)}</Arguments>
      <WorkingDirectory>${xmlText(win32.dirname(started.config))}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
`
}

// Node has no program without a window, and hiding one later flashes or fails under Windows Terminal: conhost gives it a
// console without. cmd keeps what it says on stderr; with /s only the outermost quotes are taken off.
function shellLine(started: Started, shell: string): string {
  const words = [started.node, ...argumentsOf(started)].map(word => `"${word}"`).join(' ')
  const file = win32.join(win32.dirname(started.config), '.promethean', 'service.log')
  return `${shell} /d /s /c "${words} >NUL 2>"${file}""`
}
