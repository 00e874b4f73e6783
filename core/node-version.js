// Plain JavaScript, because bin.js must run on a Node too old to read TypeScript.

/**
 * Why Promethean cannot run on a Node; undefined if it can.
 * node:sqlite of 22.18 to 22.21 and of 24.0 to 24.9 refuses numbered parameters given by position.
 * @param {string} version such as `22.22.0`
 * @returns {{ what: string, why: string, advice: string } | undefined}
 */
export function tooOld(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if ((major === 22 && minor >= 22) || (major === 24 && minor >= 10) || major > 24) return undefined
  return {
    what: `promethean cannot run on Node ${version}`,
    why: 'it needs 22.22 or newer, or 24.10 or newer',
    advice: 'install a newer Node, or run it through npm where the project brings one',
  }
}
