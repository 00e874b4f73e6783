import { describe, expect, it } from 'vitest'
import { definedIn, definePlugin } from '../../../core/plugin/define.ts'
import { plugin as inFolder } from '../blame/throwing/index.ts'

describe('a plugin', () => {
  it('is a factory: called in a config it makes a use', () => {
    const greeter = definePlugin({ name: 'greeter', setup: () => undefined })
    expect(greeter()).toMatchObject({ id: 'greeter', plugin: greeter.plugin })
    expect(greeter(undefined, { id: 'late' }).id).toBe('late')
    expect(Object.isFrozen(greeter())).toBe(true)
  })

  it.each(['Greeter', 'greeter_bot', '-x', 'x-', '9lives', ''])('cannot be named %j', name => {
    expect(() => definePlugin({ name, setup: () => undefined })).toThrow(
      `a plugin cannot be named ${JSON.stringify(name)}: names are kebab-case; write my-plugin`,
    )
  })

  it('knows the file it was defined in, whose fault an error is', () => {
    expect(definedIn(inFolder.plugin)).toMatch(
      /test[\\/]core[\\/]blame[\\/]throwing[\\/]index\.ts$/,
    )
  })
})
