import { declareApprove } from './approve.ts'
import { declareAuth } from './auth.ts'
import { declareCheck } from './check.ts'
import type { Declare } from './declare.ts'
import { declareDoctor } from './doctor.ts'
import { declareExplain } from './explain.ts'
import { declareExport } from './export.ts'
import { declareFire } from './fire.ts'
import { declareMute, declareUnmute } from './mute.ts'
import { declareParked } from './parked.ts'
import { declarePlan } from './plan.ts'
import { declareRepair } from './repair.ts'
import { declareReplay } from './replay.ts'
import { declareRewind } from './rewind.ts'
import { declareRun } from './run.ts'
import { declareSchema } from './schema.ts'
import { declareSearch } from './search.ts'
import { declareStatus } from './status.ts'
import { declareTail } from './tail.ts'

/** Every command, in the order of the help. */
export const COMMANDS: readonly Declare[] = [
  declareRun,
  declareCheck,
  declarePlan,
  declareStatus,
  declareTail,
  declareFire,
  declareExport,
  declareSearch,
  declareSchema,
  declareExplain,
  declareReplay,
  declareRewind,
  declareParked,
  declareRepair,
  declareDoctor,
  declareAuth,
  declareApprove,
  declareMute,
  declareUnmute,
]

/** Commands whose lines are for programs also without `--json`. */
export const PRINTS_LINES: ReadonlySet<string> = new Set(['export', 'schema'])
