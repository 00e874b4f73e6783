import './style.css'

// Their common short names; each has its letter beside its colour.
const SIGNS: Readonly<Record<string, string>> = {
  twitch: 'Tw',
  youtube: 'YT',
  kick: 'Ki',
  trovo: 'Tr',
  obs: 'OBS',
}

/** The platform as a small sign. */
export function PlatformSign({ platform }: { platform: string }) {
  if (platform === '') return null
  const sign = Object.hasOwn(SIGNS, platform) ? SIGNS[platform] : platform.slice(0, 2)
  return (
    <span
      class="platform"
      data-platform={platform}
      role="img"
      aria-label={platform}
      title={platform}
    >
      {sign}
    </span>
  )
}
