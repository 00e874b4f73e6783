import { Session } from 'node:inspector'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { Stall, StallsWorker } from './stalls.ts'

// Passed by Stalls, which is the only one to start this file.
const { beats, beatMs, stalledMs } = workerData as StallsWorker
const port = parentPort as MessagePort
const seen = { beat: Atomics.load(beats, 0), at: performance.now(), isTold: false }

setInterval(() => {
  const beat = Atomics.load(beats, 0)
  if (beat !== seen.beat) Object.assign(seen, { beat, at: performance.now(), isTold: false })
  const ms = performance.now() - seen.at
  if (seen.isTold || ms < stalledMs) return
  seen.isTold = true
  look(ms)
}, beatMs)

/** Asks the main thread what it is at, as a debugger does: for a moment, and only while it hangs. */
function look(ms: number): void {
  const session = new Session()
  const urls = new Map<string, string>()
  session.connectToMainThread()
  session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url))
  session.on('Debugger.paused', ({ params }) => {
    const scripts = params.callFrames.map(({ location }) => urls.get(location.scriptId) ?? '')
    session.disconnect()
    port.postMessage({ ms, scripts } satisfies Stall)
  })
  session.post('Debugger.enable')
  session.post('Debugger.pause')
}
