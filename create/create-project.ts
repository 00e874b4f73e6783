import { type Answers, READY } from './choices/answers.ts'
import type { Arguments } from './command/arguments.ts'
import { commandsAfter, report } from './command/report.ts'
import { Failure, messageOf } from './failure.ts'
import { filesOf, PATHS } from './files/project.ts'
import { initGit } from './steps/git.ts'
import { installPackages } from './steps/npm.ts'
import { inTheWay, type Place, placeOf } from './steps/place.ts'
import { writeFiles } from './steps/write.ts'
import { isNewEnough } from './versions.ts'

/**
 * Asks what is not given, makes the project, and says what comes next.
 * @throws WrongUsage, Failure with what could not be done, or Cancelled
 */
export async function createProject(called: Arguments): Promise<void> {
  const { place, answers } = await settle(called)
  const bringsNode = bringsItsNode()
  await writeFiles(place.folder, filesOf(answers, { name: place.name, bringsNode }))
  const git = await initGit(place.folder)
  if (called.install && !called.json) console.log(`installing the packages of ${place.folder}`)
  const trouble = called.install ? await install(place) : undefined
  const installed = called.install && trouble === undefined
  report({ place, answers, bringsNode, git, installed }, called.json)
  if (trouble !== undefined) throw new Failure(trouble)
}

async function settle({ folder, given, yes, json }: Arguments): Promise<{
  readonly place: Place
  readonly answers: Answers
}> {
  const isAsked = !yes && !json && process.stdin.isTTY && process.stdout.isTTY
  if (isAsked) {
    const { ask } = await import('./command/questions.ts')
    return ask({ folder, given, freePlace })
  }
  return { place: await freePlace(folder ?? 'my-stream'), answers: { ...READY, ...given } }
}

async function freePlace(folder: string): Promise<Place> {
  const place = placeOf(folder)
  const taken = await inTheWay(place.folder, PATHS)
  if (taken.length === 0) return place
  throw new Failure(
    `cannot make a project in ${place.folder}: ${taken.join(', ')} would be overwritten; move ${taken.length === 1 ? 'it' : 'them'} away, or choose another folder`,
  )
}

// The Node of a package is not the one the streamer's shell finds.
function bringsItsNode(): boolean {
  return !isNewEnough(process.versions.node) || /[\\/]node_modules[\\/]/.test(process.execPath)
}

async function install(place: Place): Promise<string | undefined> {
  try {
    await installPackages(place.folder)
    return undefined
  } catch (thrown) {
    const goOn = commandsAfter(place, { installed: false }).slice(0, -1).join(' && ')
    return `the project is there, but its packages are not installed: ${messageOf(thrown)}; go on with: ${goOn}`
  }
}
