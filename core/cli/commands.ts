import { declareActivity } from './activity/command.ts'
import { declareActs, declareSay } from './acts/command.ts'
import { declareAdd } from './add/command.ts'
import { declareApprovals, declareApprove, declareDrop } from './approve/command.ts'
import { declareAuth } from './auth/command.ts'
import { declareCheck } from './check/command.ts'
import type { Declare } from './declare.ts'
import { declareDock } from './dock/command.ts'
import { declareDoctor } from './doctor/command.ts'
import { declareEvents } from './events/command.ts'
import { declareExplain } from './explain/command.ts'
import { declareExport } from './export/command.ts'
import { declareFire } from './fire/command.ts'
import { declareInit } from './init/command.ts'
import { declareLogs } from './logs/command.ts'
import { declareManifest } from './manifest/command.ts'
import { declareMcp } from './mcp/command.ts'
import { declareMute, declareUnmute } from './mute/command.ts'
import { declareNew } from './new/command.ts'
import { declareParked } from './parked/command.ts'
import { declarePause, declareResume } from './pause/command.ts'
import { declarePlan } from './plan/command.ts'
import { declarePlugins } from './plugins/command.ts'
import { declareReload } from './reload/command.ts'
import { declareRepair } from './repair/command.ts'
import { declareReplay } from './replay/command.ts'
import { declareRewind } from './rewind/command.ts'
import { declareRun } from './run/command.ts'
import { declareSchema } from './schema/command.ts'
import { declareSearch } from './search/command.ts'
import { declareService } from './service/command.ts'
import { declareSessions } from './sessions/command.ts'
import { declareStatus } from './status/command.ts'
import { declareTail } from './tail/command.ts'
import { declareViewer } from './viewer/command.ts'

/** Every command, in the order of the help. */
export const COMMANDS: readonly Declare[] = [
  declareInit,
  declareRun,
  declareCheck,
  declarePlan,
  declareReload,
  declareStatus,
  declareDock,
  declareMcp,
  declareTail,
  declareLogs,
  declareFire,
  declareEvents,
  declareSessions,
  declareActivity,
  declareViewer,
  declareExport,
  declareSearch,
  declareSchema,
  declareExplain,
  declareReplay,
  declareRewind,
  declareParked,
  declarePause,
  declareResume,
  declareRepair,
  declareDoctor,
  declareAuth,
  declarePlugins,
  declareAdd,
  declareNew,
  declareManifest,
  declareService,
  declareSay,
  ...declareActs,
  declareApprovals,
  declareApprove,
  declareDrop,
  declareMute,
  declareUnmute,
]

/** Commands whose output is for programs even without `--json`. */
export const PRINTS_LINES: ReadonlySet<string> = new Set(['export', 'schema', 'mcp'])
