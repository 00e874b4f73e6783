/** An event frame as Streamer.bot sends it. */
export interface Frame {
  readonly timeStamp: string
  readonly event: { readonly source: string; readonly type: string }
  readonly data: Readonly<Record<string, unknown>>
}

/** A frame of this name: `Twitch.Follow`. */
export function frame(
  name: string,
  data: Readonly<Record<string, unknown>>,
  timeStamp = '2026-11-20T20:15:00.1234567+01:00',
): Frame {
  const [source = '', type = ''] = name.split('.')
  return { timeStamp, event: { source, type }, data }
}
