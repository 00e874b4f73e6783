import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

// Node calls a function of unknown arguments by this type; each part's own type says what they are.
type Handlers = Readonly<Record<string, (...values: never[]) => unknown>>

/** A helper process that handles one call after another. */
export interface HelperProcess<H extends Handlers> {
  /** Calls a handler in that process. @throws Error if it failed or the process ended */
  ask<K extends keyof H & string>(
    name: K,
    ...values: Parameters<H[K]>
  ): Promise<Awaited<ReturnType<H[K]>>>
  end(): Promise<void>
}

interface Question {
  readonly name: string
  readonly values: readonly unknown[]
}

type Answer = { readonly value?: unknown } | { readonly failure: string }

/** Starts a file of this folder, which calls `answer`, in a process of its own. */
export function startHelperProcess<H extends Handlers>(file: string): HelperProcess<H> {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const child = fork(path, {
    serialization: 'advanced',
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  })
  const exited = once(child, 'exit').then(() => {
    throw new Error(`${file} ended before it had answered`)
  })
  exited.catch(() => {})
  return {
    async ask<K extends keyof H & string>(
      name: K,
      ...values: Parameters<H[K]>
    ): Promise<Awaited<ReturnType<H[K]>>> {
      const answered = once(child, 'message')
      child.send({ name, values } satisfies Question)
      const [answer]: Answer[] = await Promise.race([answered, exited])
      if (answer === undefined || 'failure' in answer)
        throw new Error(`${file}: ${answer?.failure}`)
      // Written by the handler of this name, whose type the caller named.
      return answer.value as Awaited<ReturnType<H[K]>>
    },
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}

/** Answers who started this process, and ends with it. */
export function answerRequests(handlers: Handlers): void {
  process.on('message', ({ name, values }: Question) => {
    const handler = handlers[name]
    // The asking side's types have seen to name and values.
    const run = async (): Promise<unknown> => handler?.(...(values as never[]))
    run().then(
      value => process.send?.({ value } satisfies Answer),
      (failure: unknown) => process.send?.({ failure: String(failure) } satisfies Answer),
    )
  })
  process.on('disconnect', () => process.exit(0))
}
