import { execFile } from 'node:child_process'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { checker } from './tools.ts'

const run = promisify(execFile)
const SILENT = { default: { logLevel: 'none' } }

/**
 * All that a package exports, with its types, as API Extractor reports it.
 * @param project where it is installed
 * @param door the types of one of its exports, such as `index.d.ts`
 */
export async function apiReport(project: string, name: string, door: string): Promise<string> {
  // API Extractor leaves out what lies in node_modules: it takes that for others' code.
  const folder = join(project, `api ${name} ${door}`.replaceAll('/', ' '))
  await cp(join(project, 'node_modules', ...name.split('/')), folder, { recursive: true })
  const settings = join(folder, 'api-extractor.json')
  await writeFile(settings, JSON.stringify(settingsFor(folder, door)))
  try {
    await run(checker('api-extractor'), ['run', '--local', '-c', settings])
  } catch (failure) {
    const { message, stdout } = Object(failure)
    throw new Error(`API Extractor failed: ${message}; ${stdout}`)
  }
  return readFile(join(folder, 'report.api.md'), 'utf8')
}

function settingsFor(folder: string, door: string) {
  return {
    projectFolder: folder,
    mainEntryPointFilePath: join(folder, door),
    compiler: {
      overrideTsconfig: {
        compilerOptions: {
          module: 'nodenext',
          target: 'es2023',
          strict: true,
          skipLibCheck: true,
          types: ['node'],
        },
        files: [join(folder, door)],
      },
    },
    apiReport: {
      enabled: true,
      includeForgottenExports: true,
      reportFolder: folder,
      reportFileName: 'report.api.md',
      reportTempFolder: join(folder, 'temp'),
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    messages: { extractorMessageReporting: SILENT, tsdocMessageReporting: SILENT },
  }
}
