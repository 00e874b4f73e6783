const ACTION = '\x01ACTION '

/** The length of the `/me` wrapper at the start of a text: 0 if there is none. */
export function actionPrefixLength(written: string): number {
  return written.startsWith(ACTION) ? ACTION.length : 0
}

/** A text as written without the wrapper of `/me`. */
export function withoutAction(written: string): string {
  const skipped = actionPrefixLength(written)
  return skipped === 0 ? written : written.slice(skipped).replace(/\x01$/, '')
}
