// In the viewer's own language and time zone.
const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const day = new Intl.DateTimeFormat(undefined, {
  ...{ weekday: 'short', year: 'numeric', month: 'short', day: 'numeric' },
  ...{ hour: 'numeric', minute: '2-digit' },
})

/** `20:31` or `8:31 PM`. @param at in ms since 1970 */
export function clockTime(at: number): string {
  return Number.isNaN(at) ? '' : clock.format(at)
}

/** `Mon, Nov 30, 2026, 8:31 PM`. @param at in ms since 1970 */
export function dayAndTime(at: number): string {
  return Number.isNaN(at) ? '' : day.format(at)
}
