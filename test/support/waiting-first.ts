import { BaseSequencer, type TestSpecification } from 'vitest/node'

// They wait for processes, threads and deadlines more than they compute.
const WAITS = /\/test\/(flow\/|core\/journal\/contract\.test)/

/**
 * What waits begins first: something else computes meanwhile. Vitest would begin the largest files, and these, some of
 * them the smallest, at the end, when nothing else is left.
 */
export class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const waits = ({ moduleId }: TestSpecification) => WAITS.test(moduleId)
    return [...sorted.filter(waits), ...sorted.filter(file => !waits(file))]
  }
}
