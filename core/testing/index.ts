export { type ContractSubject, contract } from './contract.ts'
export { type FakeChatOutput, type FakePort, fakeChatOutput, fakePort, type Said } from './fakes.ts'
export { type PluginRun, type RunPluginSettings, runPlugin } from './run-plugin.ts'
