import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { ConfigProblem } from '../../errors.ts'
import { passwordsIn } from '../../secrets/secrets-in.ts'
import { KeptOpen, readText } from './read-text.ts'

type Env = Record<string, string | undefined>

// How many configs of this process hold a name: the first to end must not take it from the others.
const HOLDERS = new WeakMap<Env, Map<string, number>>()

/** The `.env` next to a config; its variables are in the environment while the config is used. */
export interface EnvFile {
  readonly file: string
  /**
   * Reads the file again. Returns a number for its content: the same number for the same content.
   * @throws ConfigProblem if the file exists but cannot be read
   */
  load(): Promise<number>
  /** Removes its variables from the environment. */
  close(): void
}

/** Variables of the real environment take precedence and are never changed; all others follow the file. */
export function envFile(folder: string, env: Env = process.env): EnvFile {
  const file = join(folder, '.env')
  const ours = new Map<string, string>()
  const numbers = new Map<string, number>()
  const holders = HOLDERS.get(env) ?? new Map<string, number>()
  HOLDERS.set(env, holders)
  const apply = (wanted: ReadonlyMap<string, string>): number => {
    for (const [name, value] of ours) {
      if (wanted.has(name)) continue
      const others = (holders.get(name) ?? 1) - 1
      holders.set(name, others)
      if (others === 0 && env[name] === value) delete env[name]
      ours.delete(name)
    }
    for (const [name, value] of wanted) {
      const isShared = env[name] === value && (holders.get(name) ?? 0) > 0
      const isReal = env[name] !== undefined && !ours.has(name) && !isShared
      if (isReal || ours.get(name) === value) continue
      if (!ours.has(name)) holders.set(name, (holders.get(name) ?? 0) + 1)
      env[name] = value
      ours.set(name, value)
    }
    const text = JSON.stringify([...ours].sort())
    const number = numbers.get(text) ?? numbers.size
    numbers.set(text, number)
    return number
  }
  return {
    file,
    load: async () => apply(await readEnv(file)),
    close: () => void apply(new Map()),
  }
}

async function readEnv(file: string): Promise<ReadonlyMap<string, string>> {
  try {
    const parsed = Object.entries(parseEnv(await readText(file)))
    return new Map(parsed.map(([name, value]) => [name, value ?? '']))
  } catch (thrown) {
    const code: unknown = Reflect.get(Object(thrown), 'code')
    if (code === 'ENOENT') return new Map()
    const message =
      thrown instanceof KeptOpen
        ? thrown.message
        : `cannot be read (${code ?? 'not text'}); fix or remove it`
    throw new ConfigProblem([{ path: '.env', message }], { cause: thrown })
  }
}

/**
 * The secrets of the environment: values of variables with a telling name, and the password inside an address. Values
 * under 5 characters and plain words like `true` are not secrets, because they would blank out every sentence.
 */
export function secretsOf(env: Env): ReadonlySet<string> {
  const found = Object.entries(env).flatMap(([name, value]) => secretsIn(name, value ?? ''))
  return new Set(found.filter(secret => secret.length >= 5 && !/^(true|false)$/i.test(secret)))
}

/** A text without any of these secrets. */
export function withoutSecrets(text: string, secrets: Iterable<string>): string {
  const longestFirst = [...secrets].toSorted((one, other) => other.length - one.length)
  return longestFirst.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text)
}

const SECRET =
  /(^|[_-])(tokens?|secrets?|passwords?|passwd|pass|passphrase|pwd|keys?|apikey|credentials?|auth|authorization|cookie|webhook)($|[_-])/i

function secretsIn(name: string, value: string): string[] {
  // The shell's working directory, not a password.
  if (name === 'PWD' || name === 'OLDPWD') return []
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2')
  const inside = passwordsIn(value)
  // mongodb://127.0.0.1 is no secret and helps in a sentence; with a password in it, the whole is one.
  return SECRET.test(words) || inside.length > 0 ? [value, ...inside] : []
}
