import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export interface ObsConfig {
  readonly port: number
  readonly password: string
  readonly ingestPort: number
}

/** What the first scene holds. */
export const TEXT_SOURCE = 'Caption'
export const SCENES = ['Scene A', 'Scene B'] as const

/** Writes what OBS keeps under XDG_CONFIG_HOME: no wizard, one profile, two scenes, a server with a password. */
export async function writeObsConfig(home: string, config: ObsConfig): Promise<void> {
  const folder = join(home, 'obs-studio')
  const profile = join(folder, 'basic/profiles/Test')
  const files = {
    [join(folder, 'global.ini')]: globalIni(config),
    // From obs-websocket 5.5 on it is kept here.
    [join(folder, 'plugin_config/obs-websocket/config.json')]: json({
      first_load: false,
      server_enabled: true,
      server_port: config.port,
      alerts_enabled: false,
      auth_required: true,
      server_password: config.password,
    }),
    [join(profile, 'basic.ini')]: profileIni(home),
    [join(profile, 'service.json')]: json({
      type: 'rtmp_custom',
      settings: { server: `rtmp://127.0.0.1:${config.ingestPort}/live`, key: 'test' },
    }),
    [join(folder, 'basic/scenes/Test.json')]: json(scenes()),
  }
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
}

function globalIni({ port, password }: ObsConfig): string {
  return `
[General]
FirstRun=true
Pre19Defaults=false
Pre21Defaults=false
Pre23Defaults=false
Pre24.1Defaults=false
EnableAutoUpdates=false
ConfirmOnExit=false

[Basic]
Profile=Test
ProfileDir=Test
SceneCollection=Test
SceneCollectionFile=Test

[BasicWindow]
WarnBeforeStartingStream=false
WarnBeforeStoppingStream=false

[OBSWebSocket]
FirstLoad=false
ServerEnabled=true
ServerPort=${port}
AlertsEnabled=false
AuthRequired=true
ServerPassword=${password}
`
}

// Small and slow, so that a busy machine keeps up.
function profileIni(home: string): string {
  return `
[General]
Name=Test

[Video]
BaseCX=320
BaseCY=180
OutputCX=320
OutputCY=180
FPSType=0
FPSCommon=10

[Output]
Mode=Simple
Reconnect=true
RetryDelay=2

[SimpleOutput]
FilePath=${home}
RecFormat=mkv
VBitrate=200
ABitrate=64
StreamEncoder=x264
Preset=ultrafast
`
}

function scenes(): object {
  const caption = { id: 1, name: TEXT_SOURCE, visible: true, pos: { x: 0, y: 0 } }
  const scene = (name: string, items: readonly object[]) => ({
    id: 'scene',
    versioned_id: 'scene',
    name,
    settings: { custom_size: false, id_counter: items.length, items },
  })
  return {
    name: 'Test',
    current_scene: SCENES[0],
    current_program_scene: SCENES[0],
    current_transition: 'Cut',
    transition_duration: 300,
    transitions: [],
    scene_order: SCENES.map(name => ({ name })),
    sources: [
      scene(SCENES[0], [caption]),
      scene(SCENES[1], []),
      {
        id: 'text_ft2_source',
        versioned_id: 'text_ft2_source_v2',
        name: TEXT_SOURCE,
        settings: { text: 'before' },
      },
    ],
  }
}

function json(value: object): string {
  return JSON.stringify(value, null, 2)
}
