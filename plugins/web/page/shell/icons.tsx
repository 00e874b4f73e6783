// Strokes in a square of 16: the same on every computer, whatever its fonts.
const PATHS = {
  good: 'M3 8.5 6.5 12 13 4.5',
  bad: 'M4 4l8 8M12 4l-8 8',
  wait: 'M8 2.5v6l4 2.5M8 14.5a6.5 6.5 0 1 1 0-13 6.5 6.5 0 0 1 0 13',
  ask: 'M5.5 6a2.5 2.5 0 1 1 3.6 2.2C8.3 8.7 8 9.1 8 10M8 12.6v.4',
  retry: 'M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  stop: 'M5.2 1.8h5.6l3.4 3.4v5.6l-3.4 3.4H5.2l-3.4-3.4V5.2z',
  health: 'M1.5 8.5H5l1.8-4.5 3 8 1.7-3.5h3',
  waiting:
    'M8 2a4 4 0 0 1 4 4c0 4 1.5 5 1.5 5h-11S4 10 4 6a4 4 0 0 1 4-4M6.8 13.7c.5.7 1.9.7 2.4 0',
  chat: 'M2 3.5h12v7.5H7l-3 3v-3H2z',
  events: 'M2 4h1M5 4h9M2 8h1M5 8h9M2 12h1M5 12h9',
  search: 'M7 12A5 5 0 1 1 7 2a5 5 0 0 1 0 10M10.6 10.6 14 14',
  curves: 'M2 2v12h12M4 10.5l3-4 2.5 2 4-5',
  streams: 'M2 3.5h12v7H2zM5.5 13.5h5',
} as const

export type IconName = keyof typeof PATHS

/** A sign beside a word; it says nothing on its own. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 16 16"
      width="16"
      height="16"
      aria-hidden="true"
      focusable="false"
    >
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.8"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  )
}
