const MINUTE = 60_000

/** `3 hours 36 minutes`. @param length in ms */
export function lengthText(length: number): string {
  const minutes = Math.floor(length / MINUTE)
  if (minutes < 1) return 'less than a minute'
  const parts = [counted(Math.floor(minutes / 60), 'hour'), counted(minutes % 60, 'minute')]
  return parts.filter(part => part !== undefined).join(' ')
}

function counted(count: number, unit: string): string | undefined {
  if (count === 0) return undefined
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
