const MUTED = '/muted'

/** How many effects of each plugin a mute held back, from `status`' counts by `<plugin id>/<code>`. */
export function heldEffects(
  heldBack: Readonly<Record<string, number>>,
): readonly { readonly id: string; readonly count: number }[] {
  return Object.entries(heldBack)
    .filter(([reason]) => reason.endsWith(MUTED))
    .map(([reason, count]) => ({ id: reason.slice(0, -MUTED.length), count }))
}
