import type { Declare } from './declare.ts'

/** Every command by its name, in the order of the help. Its file is loaded when it is called, or the help is shown. */
export const COMMANDS: Readonly<Record<string, () => Promise<Declare>>> = {
  init: async () => (await import('./init/command.ts')).declareInit,
  run: async () => (await import('./run/command.ts')).declareRun,
  check: async () => (await import('./check/command.ts')).declareCheck,
  plan: async () => (await import('./plan/command.ts')).declarePlan,
  recap: async () => (await import('./recap/command.ts')).declareRecap,
  reload: async () => (await import('./reload/command.ts')).declareReload,
  status: async () => (await import('./status/command.ts')).declareStatus,
  dock: async () => (await import('./dock/command.ts')).declareDock,
  mcp: async () => (await import('./mcp/command.ts')).declareMcp,
  tail: async () => (await import('./tail/command.ts')).declareTail,
  logs: async () => (await import('./logs/command.ts')).declareLogs,
  fire: async () => (await import('./fire/command.ts')).declareFire,
  events: async () => (await import('./events/command.ts')).declareEvents,
  sessions: async () => (await import('./sessions/command.ts')).declareSessions,
  activity: async () => (await import('./activity/command.ts')).declareActivity,
  viewer: async () => (await import('./viewer/command.ts')).declareViewer,
  export: async () => (await import('./export/command.ts')).declareExport,
  search: async () => (await import('./search/command.ts')).declareSearch,
  schema: async () => (await import('./schema/command.ts')).declareSchema,
  explain: async () => (await import('./explain/command.ts')).declareExplain,
  replay: async () => (await import('./replay/command.ts')).declareReplay,
  rewind: async () => (await import('./rewind/command.ts')).declareRewind,
  forget: async () => (await import('./forget/command.ts')).declareForget,
  parked: async () => (await import('./parked/command.ts')).declareParked,
  pause: async () => (await import('./pause/command.ts')).declarePause,
  resume: async () => (await import('./pause/command.ts')).declareResume,
  repair: async () => (await import('./repair/command.ts')).declareRepair,
  doctor: async () => (await import('./doctor/command.ts')).declareDoctor,
  auth: async () => (await import('./auth/command.ts')).declareAuth,
  plugins: async () => (await import('./plugins/command.ts')).declarePlugins,
  add: async () => (await import('./add/command.ts')).declareAdd,
  new: async () => (await import('./new/command.ts')).declareNew,
  manifest: async () => (await import('./manifest/command.ts')).declareManifest,
  service: async () => (await import('./service/command.ts')).declareService,
  say: async () => (await import('./acts/command.ts')).declareSay,
  note: async () => (await import('./acts/command.ts')).declareNote,
  title: async () => (await import('./acts/command.ts')).declareAct('title'),
  scene: async () => (await import('./acts/command.ts')).declareAct('scene'),
  action: async () => (await import('./acts/command.ts')).declareAct('action'),
  delete: async () => (await import('./acts/command.ts')).declareAct('delete'),
  timeout: async () => (await import('./acts/command.ts')).declareAct('timeout'),
  untimeout: async () => (await import('./acts/command.ts')).declareAct('untimeout'),
  shoutout: async () => (await import('./acts/command.ts')).declareAct('shoutout'),
  approvals: async () => (await import('./approve/command.ts')).declareApprovals,
  approve: async () => (await import('./approve/command.ts')).declareApprove,
  drop: async () => (await import('./approve/command.ts')).declareDrop,
  mute: async () => (await import('./mute/command.ts')).declareMute,
  unmute: async () => (await import('./mute/command.ts')).declareUnmute,
}

/** All of them. */
export function allDeclared(): Promise<readonly Declare[]> {
  return Promise.all(Object.values(COMMANDS).map(load => load()))
}

/** Commands whose output is for programs even without `--json`. */
export const PRINTS_LINES: ReadonlySet<string> = new Set(['export', 'schema', 'mcp'])
