// pino-roll 4 brings no types; this is what we use of its README.
declare module 'pino-roll' {
  import type { Writable } from 'node:stream'

  interface RollOptions {
    readonly file: string
    readonly extension?: string
    readonly size?: string
    readonly limit?: { readonly count: number }
  }
  export default function roll(options: RollOptions): Promise<Writable>
}
