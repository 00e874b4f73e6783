import OBSWebSocket from 'obs-websocket-js/json'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { FakeObs } from '../../support/obs/fake-obs.ts'
import { RealObs } from '../../support/obs/real/real-obs.ts'
import { wantsPeers } from '../../support/peers/suites.ts'

/** An OBS with two scenes and a text source called Caption in the first. */
interface Subject {
  readonly url: string
  readonly password: string
  stopIngest(): Promise<unknown>
  startIngest(): Promise<unknown>
  exit(): Promise<unknown>
  close(): Promise<unknown>
}

async function fake(): Promise<Subject> {
  const password = 'made-up'
  const inputs = { Caption: { kind: 'text_ft2_source_v2', settings: { text: 'before' } } }
  const scenes = { 'Scene A': ['Caption'], 'Scene B': [] }
  const obs = await FakeObs.start({ password, inputs, scenes })
  const ingest = async (isUp: boolean) => {
    obs.isIngestUp = isUp
  }
  return {
    ...{ url: obs.url, password },
    stopIngest: () => ingest(false),
    startIngest: () => ingest(true),
    exit: () => obs.exit(),
    close: () => obs.stop(),
  }
}

const kinds = [
  ['the fake', fake],
  ...(wantsPeers ? [['the real', RealObs.start] as const] : []),
] as const

// One OBS after the other, each asked the same by the client that the plugin uses.
describe.each(kinds)('%s OBS', (_kind, begin) => {
  let subject: Subject
  const clients: OBSWebSocket[] = []

  beforeAll(async () => {
    subject = await begin()
  })
  afterAll(async () => {
    for (const client of clients) await client.disconnect()
    await subject.close()
  })

  async function client(eventSubscriptions = 2047): Promise<OBSWebSocket> {
    const obs = new OBSWebSocket()
    await obs.connect(subject.url, subject.password, { eventSubscriptions })
    clients.push(obs)
    return obs
  }

  function statesOf(obs: OBSWebSocket): string[] {
    const states: string[] = []
    obs.on('StreamStateChanged', ({ outputState }) => {
      states.push(outputState.replace('OBS_WEBSOCKET_OUTPUT_', ''))
    })
    return states
  }

  const has = (states: readonly string[], ...expected: readonly string[]) =>
    vi.waitFor(() => expect(states).toEqual(expected))
  const isActive = async (obs: OBSWebSocket) => (await obs.call('GetStreamStatus')).outputActive

  it('takes the password, and refuses a wrong and a missing one in different words', async () => {
    const obs = await client()
    await expect(obs.call('GetVersion')).resolves.toMatchObject({ rpcVersion: 1 })
    await expect(new OBSWebSocket().connect(subject.url, 'wrong')).rejects.toMatchObject({
      ...{ code: 4009, message: 'Authentication failed.' },
    })
    await expect(new OBSWebSocket().connect(subject.url)).rejects.toMatchObject({
      ...{ code: 4009, message: expect.stringContaining('missing an `authentication` string') },
    })
  })

  it('tells events to whoever wants them', async () => {
    const [all, scenes] = [await client(), await client(4)]
    const [heardByAll, heardByScenes] = [vi.fn(), vi.fn()]
    all.on('CustomEvent', heardByAll)
    scenes.on('CustomEvent', heardByScenes)
    await all.call('BroadcastCustomEvent', { eventData: { hello: 'wörld' } })
    await vi.waitFor(() => expect(heardByAll).toHaveBeenCalledWith({ hello: 'wörld' }))
    expect(heardByScenes).not.toHaveBeenCalled()
  })

  it('goes live and ends, and says when it is so already', async () => {
    const obs = await client()
    const states = statesOf(obs)
    await expect(obs.call('StopStream')).rejects.toMatchObject({ code: 501 })
    await obs.call('StartStream')
    // Refused, and the stream starts all the same.
    await expect(obs.call('StopStream')).rejects.toMatchObject({ code: 501 })
    await has(states, 'STARTING', 'STARTED')
    expect(await isActive(obs)).toBe(true)
    await expect(obs.call('StartStream')).rejects.toMatchObject({ code: 500 })
    await obs.call('StopStream')
    // Refused, and not remembered.
    await expect(obs.call('StartStream')).rejects.toMatchObject({ code: 500 })
    await has(states, 'STARTING', 'STARTED', 'STOPPING', 'STOPPED')
    // For some milliseconds the real one still says that it is live.
    await vi.waitFor(async () => expect(await isActive(obs)).toBe(false))
  })

  it('gives a start up where the service is not reached', async () => {
    const obs = await client()
    const states = statesOf(obs)
    await subject.stopIngest()
    await obs.call('StartStream')
    await has(states, 'STARTING', 'STOPPED')
    await subject.startIngest()
  })

  it('says at the end of a transition that the scene is another', async () => {
    const obs = await client()
    const heard = vi.fn()
    obs.on('CurrentProgramSceneChanged', ({ sceneName }) => heard(sceneName))
    await obs.call('SetCurrentProgramScene', { sceneName: 'Scene B' })
    const { currentProgramSceneName } = await obs.call('GetCurrentProgramScene')
    expect(currentProgramSceneName).toBe('Scene B')
    await vi.waitFor(() => expect(heard.mock.calls).toEqual([['Scene B']]))
    await obs.call('SetCurrentProgramScene', { sceneName: 'Scene B' })
    await obs.call('SetCurrentProgramScene', { sceneName: 'Scene A' })
    await vi.waitFor(() => expect(heard.mock.calls).toEqual([['Scene B'], ['Scene A']]))
  })

  it('refuses what is not there in the same words', async () => {
    const obs = await client()
    const noSource = { code: 600, message: 'No source was found by the name of `Nope`.' }
    const scene = obs.call('SetCurrentProgramScene', { sceneName: 'Nope' })
    await expect(scene).rejects.toMatchObject(noSource)
    const input = obs.call('GetInputSettings', { inputName: 'Nope' })
    await expect(input).rejects.toMatchObject(noSource)
    const item = obs.call('GetSceneItemId', { sceneName: 'Scene A', sourceName: 'Nope' })
    await expect(item).rejects.toMatchObject({
      code: 600,
      message: 'No scene items were found in the specified scene by that name or offset.',
    })
  })

  it('writes texts over the settings there are, and shows sources', async () => {
    const obs = await client()
    const inputName = 'Caption'
    await obs.call('SetInputSettings', {
      inputName,
      inputSettings: { text: 'after' },
      overlay: true,
    })
    expect(await obs.call('GetInputSettings', { inputName })).toEqual({
      inputKind: 'text_ft2_source_v2',
      inputSettings: { text: 'after' },
    })
    const sceneName = 'Scene A'
    const { sceneItemId } = await obs.call('GetSceneItemId', { sceneName, sourceName: inputName })
    await obs.call('SetSceneItemEnabled', { sceneName, sceneItemId, sceneItemEnabled: false })
    const { sceneItems } = await obs.call('GetSceneItemList', { sceneName })
    expect(sceneItems).toMatchObject([
      { sceneItemEnabled: false, sceneItemId, sourceName: inputName },
    ])
    expect((await obs.call('GetInputList')).inputs).toMatchObject([{ inputName }])
  })

  it('removes its scenes before it says that it exits', async () => {
    const obs = await client()
    const heard: string[] = []
    obs.on('SceneRemoved', ({ sceneName }) => heard.push(sceneName))
    obs.on('ExitStarted', () => heard.push('exit'))
    const closed = new Promise(resolve => obs.once('ConnectionClosed', ({ code }) => resolve(code)))
    await subject.exit()
    expect(await closed).toBe(1001)
    expect(heard).toEqual(['Scene B', 'Scene A', 'exit'])
  })
})
