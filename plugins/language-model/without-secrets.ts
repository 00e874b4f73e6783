import type { GenerateRequest, Secrets } from 'promethean'

type Hide = Secrets['redact']

/** A question fit to leave the house. Piece by piece: a line that is blanked must not take the fence around it along. */
export function requestWithoutSecrets(request: GenerateRequest, hide: Hide): GenerateRequest {
  const { system, prompt, untrusted = [] } = request
  return {
    ...request,
    ...(system !== undefined && { system: hide(system) }),
    prompt: hide(prompt),
    untrusted: untrusted.map(({ label, lines }) => ({
      label: hide(label),
      lines: lines.map(hide),
    })),
  }
}
