import { type IncomingMessage, request } from 'node:http'
import { readRunFile } from './address.ts'
import { brokenOff, failureOf, isNobodyThere } from './server.ts'

/**
 * Listens to the instance that runs on a journal, line by line, until the signal or until it ends.
 * @returns undefined where none runs
 * @throws what the instance said went wrong
 */
export async function listenRunning(
  journalFile: string,
  stream: string,
  { body, signal }: { readonly body: unknown; readonly signal: AbortSignal },
): Promise<AsyncIterable<string> | undefined> {
  const run = await readRunFile(journalFile)
  if (run === undefined) return undefined
  const answer = await new Promise<IncomingMessage | undefined>((resolve, reject) => {
    const headers = { authorization: `Bearer ${run.token}`, 'content-type': 'application/json' }
    const wanted = { method: 'POST', path: `/${stream}`, headers }
    const asking = request({ socketPath: run.address, ...wanted, signal }, resolve)
    asking.on('error', failure => {
      if (isNobodyThere(failure)) resolve(undefined)
      else reject(signal.aborted ? failure : brokenOff(failure))
    })
    asking.end(JSON.stringify(body))
  })
  if (answer === undefined || answer.statusCode === 200) return answer && lines(answer)
  const text = (await answer.setEncoding('utf8').toArray()).join('')
  throw failureOf(JSON.parse(text))
}

async function* lines(answer: IncomingMessage): AsyncGenerator<string> {
  let rest = ''
  try {
    for await (const piece of answer.setEncoding('utf8')) {
      const parts = `${rest}${piece}`.split('\n')
      rest = parts.pop() ?? ''
      yield* parts
    }
  } catch {
    // Broken off, by the signal or because the instance was killed: an end like any other.
  }
}
