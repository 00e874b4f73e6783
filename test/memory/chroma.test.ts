import { describe, expect, it, onTestFinished } from 'vitest'
import { hasChroma } from '../support/chroma/packages.ts'
import { startChroma } from '../support/chroma/server.ts'
import { wantsPeers } from '../support/peers/suites.ts'

describe.runIf(wantsPeers && hasChroma())("Chroma's own server", () => {
  it('speaks the version of the API that is spoken to it', async () => {
    const server = await startChroma()
    onTestFinished(() => server.close())
    const limits = await fetch(`${server.url}/api/v2/pre-flight-checks`)
    expect(await limits.json()).toMatchObject({ supports_base64_encoding: true })
  })
})
