import OBSWebSocket from 'obs-websocket-js/json'
import { FakeObs } from './fake-obs.ts'
import { RealObs } from './real/real-obs.ts'

/** An OBS with a streaming service, as a streamer has it: the fake one or a real one. */
export interface Studio {
  readonly url: string
  readonly password: string
  /** Killed: it says nothing any more. */
  crash(): Promise<void>
  /** Started again, at the same place. */
  comeBack(): Promise<void>
  close(): Promise<void>
}

export async function fakeStudio(): Promise<Studio> {
  const password = 'made-up'
  const obs = await FakeObs.start({ password, scenes: { 'Scene A': [], 'Scene B': [] } })
  return {
    ...{ url: obs.url, password },
    crash: () => obs.crash(),
    comeBack: () => obs.listen(),
    close: () => obs.stop(),
  }
}

export async function realStudio(): Promise<Studio> {
  const obs = await RealObs.start()
  return {
    ...{ url: obs.url, password: obs.password },
    crash: () => obs.kill(),
    comeBack: () => obs.run(),
    close: () => obs.close(),
  }
}

/** What the streamer does in OBS, over a connection of its own. */
export async function inObs<T>(
  { url, password }: Studio,
  does: (obs: OBSWebSocket) => Promise<T>,
): Promise<T> {
  const obs = new OBSWebSocket()
  await obs.connect(url, password, { eventSubscriptions: 0 })
  try {
    return await does(obs)
  } finally {
    await obs.disconnect()
  }
}
