import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of other people's captures; undefined if there is none. */
export function capturesFolder(): string | undefined {
  const folder = process.env.PROMETHEAN_CAPTURES
  return folder !== undefined && folder !== '' && existsSync(folder) ? folder : undefined
}

/** Every captured Twitch line, in the order of the files. */
export function capturedTwitchLines(folder: string): readonly string[] {
  return textFiles(folder).flatMap(name =>
    readFileSync(join(folder, 'twitch-irc', name), 'utf8')
      .split('\n')
      .filter(line => line !== ''),
  )
}

/** Lines other projects keep as fixtures: real and made up, malformed ones too. */
export function fixtureTwitchLines(folder: string): readonly string[] {
  const text = readFileSync(join(folder, 'twitch-irc', 'fixtures.jsonl'), 'utf8')
  return text.split('\n').flatMap(row => {
    if (row === '') return []
    const { line }: { line?: unknown } = JSON.parse(row)
    return typeof line === 'string' ? [line] : []
  })
}

/** Every captured Streamer.bot event frame. */
export function capturedStreamerbotFrames(folder: string): readonly unknown[] {
  const place = join(folder, 'streamerbot')
  const names = readdirSync(place).filter(
    name => name.endsWith('.json') && !/^(protocol|events)\./.test(name),
  )
  return names.flatMap(name => {
    const frames: unknown = JSON.parse(readFileSync(join(place, name), 'utf8'))
    return Array.isArray(frames) ? frames : []
  })
}

/** Every captured TAU event envelope. */
export function capturedTauFrames(folder: string): readonly unknown[] {
  const place = join(folder, 'tau')
  const names = readdirSync(place).filter(name =>
    /^(channel-|stream-|replay\.).*\.json$/.test(name),
  )
  return names.map((name): unknown => JSON.parse(readFileSync(join(place, name), 'utf8')))
}

function textFiles(folder: string): readonly string[] {
  return readdirSync(join(folder, 'twitch-irc')).filter(name => name.endsWith('.txt'))
}
