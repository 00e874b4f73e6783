const PLATFORMS: Readonly<Record<string, string>> = {
  twitch: 'Twitch',
  youtube: 'YouTube',
  kick: 'Kick',
  trovo: 'Trovo',
}

/** Everything the page says, by view. */
export const texts = {
  page: {
    title: 'Promethean',
    views: 'Views',
  },
  health: {
    title: 'Health',
    states: {
      connected: 'connected',
      ready: 'ready',
      stale: 'stale',
      retrying: 'retrying',
      failed: 'failed',
    },
    since: (time: string) => `since ${time}`,
  },
  curves: {
    title: 'Curves',
    reading: 'Reading the newest stream …',
    empty:
      'No stream yet. Once you are live, this shows for each minute how many lines were written on each platform, how many people wrote, how many watched where the platform tells, and the mood of the chat; with reloads, outages and losses marked on it.',
    ended: (time: string) => `Not live. This is your last stream, which ended ${time}.`,
    refused: ({ what, why, advice }: { what: string; why?: string; advice?: string }) =>
      [what, why, advice].filter(text => text !== undefined).join('; '),
    names: {
      lines: 'Lines a minute',
      people: 'People',
      mood: 'Mood, from -1 to 1',
      all: 'all',
      before: 'stream before',
      chatters: 'chatters',
      viewers: 'viewers',
      platform: (platform: string) => PLATFORMS[platform] ?? platform,
    },
    at: (time: string, isNewest: boolean) => (isNewest ? `Newest: ${time}` : `At ${time}`),
    picture: 'A picture of curves. The button "As a table" shows the same as a table.',
    asTable: 'As a table',
    asCurves: 'As curves',
    tableTitle: 'Each minute, the newest first',
    time: 'Time',
    rowTime: (time: string, isRunning: boolean) => (isRunning ? `${time} so far` : time),
    unknown: 'nothing is known of this time',
    marks: 'What happened',
    mark: (what: readonly string[], count: number) =>
      `${what.join('; ')}${count > 1 ? ` (${count} times)` : ''}`,
    olderMarks: (count: number) => `${count} earlier`,
  },
} as const
