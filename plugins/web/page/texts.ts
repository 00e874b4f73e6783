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
} as const
