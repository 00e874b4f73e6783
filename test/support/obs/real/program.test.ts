import { expect, it } from 'vitest'
import { Program } from './program.ts'

it('a program that is not there is named, with what the system says of it', async () => {
  const missing = new Program({ command: 'no-such-obs', args: [] })
  await expect(missing.until(() => false)).rejects.toThrow(/^no-such-obs ended: .*ENOENT/)
})
