/** Nothing this machine happens to have set may reach a config under test. */
export function bareEnvironment(): Readonly<Record<string, string>> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot', 'USERPROFILE', 'APPDATA']
  const entries = kept.flatMap(name => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(entries), NODE_NO_WARNINGS: '1' }
}
