import { describe, expect, it } from 'vitest'
import { clientName } from '../../../core/mcp/client-name.ts'

const META = 'io.modelcontextprotocol/clientInfo'
const nobody = { envelope: undefined, atStart: undefined }

describe('the name of a client', () => {
  it('is told at the start, or by each request', () => {
    const atStart = { name: 'claude-ai', version: '0.1.0' }
    expect(clientName({ ...nobody, atStart })).toBe('claude-ai 0.1.0')
    const envelope = { [META]: { name: 'cursor', version: '2' } }
    expect(clientName({ envelope, atStart })).toBe('cursor 2')
    expect(clientName({ envelope: {}, atStart })).toBe('claude-ai 0.1.0')
  })

  it.each([
    ['of nothing to see', { name: '\u0000\u200b\u202e', version: '\n' }, undefined],
    ['without a version', { name: 'lone' }, 'lone'],
    ['that is none', { name: 7 }, undefined],
    ['of many lines', { name: 'a\r\n\u2028b\u001b[31m', version: '1' }, 'a b [31m 1'],
    ['that is long', { name: '🙂'.repeat(80), version: '1' }, '🙂'.repeat(60)],
  ])('%s is made fit', (_, told, expected) => {
    expect(clientName({ ...nobody, envelope: { [META]: told } })).toBe(expected)
  })
})
