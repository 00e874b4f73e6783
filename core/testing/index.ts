export { type ContractSubject, contract } from './contract.ts'
export { type EmbedCall, type FakeEmbeddings, fakeEmbeddings } from './fake-embeddings.ts'
export { type FakeAnswer, type FakeModel, fakeModel } from './fake-model.ts'
export {
  type FakeChatOutput,
  type FakePort,
  type FakeTwitchApi,
  fakeChatOutput,
  fakePort,
  fakeTwitchApi,
  type Said,
  type TwitchCall,
} from './fakes.ts'
export { playModel, recordModel } from './model-record.ts'
export { type PluginRun, type RunPluginSettings, runPlugin } from './run-plugin.ts'
