import { vi } from 'vitest'

// What is waited for comes within milliseconds; on a busy machine the second that vitest gives it is not enough.
const PATIENCE = { timeout: 30_000, interval: 20 }

const { waitFor, waitUntil } = vi
// Files that share a process share `vi`, and each is set up.
if (Reflect.get(vi, 'isPatient') === undefined)
  Object.assign(vi, {
    isPatient: true,
    waitFor: ((look, settings) => waitFor(look, patient(settings))) satisfies typeof waitFor,
    waitUntil: ((look, settings) => waitUntil(look, patient(settings))) satisfies typeof waitUntil,
  })

function patient(settings: Parameters<typeof waitFor>[1]) {
  const wanted = typeof settings === 'number' ? { timeout: settings } : settings
  return { ...PATIENCE, ...wanted }
}
