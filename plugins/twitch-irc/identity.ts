import type { Role } from 'promethean'
import { channelOf, type IrcLine, tagOf } from '../formats/irc/line.ts'
import { rolesOf } from '../formats/irc/users.ts'

/** The account a connection sends as. */
export interface Account {
  readonly id?: string
  readonly name: string
  readonly roles?: readonly Role[]
}

/** The account of a connection, from Twitch's lines about it: login, id, and its roles per channel. */
export class Identity {
  readonly #roles = new Map<string, readonly Role[]>()
  #name: string | undefined
  #id: string | undefined

  get name(): string | undefined {
    return this.#name
  }

  /** With the roles in the given channel, if known. */
  account(channel: string | undefined): Account | undefined {
    if (this.#name === undefined) return undefined
    const roles = channel === undefined ? undefined : this.#roles.get(channel)
    return {
      name: this.#name,
      ...(this.#id === undefined ? {} : { id: this.#id }),
      ...(roles === undefined ? {} : { roles }),
    }
  }

  /** Twitch's welcome, which holds the login. */
  loggedIn({ params }: IrcLine): void {
    this.#name = params[0]?.toLowerCase()
  }

  /** A USERSTATE arrives after the join and after each message; roles may change. */
  read(line: IrcLine): void {
    if (line.command === 'GLOBALUSERSTATE') this.#id = tagOf(line, 'user-id')
    if (line.command !== 'USERSTATE') return
    const channel = channelOf(line)
    if (channel !== undefined) this.#roles.set(channel, rolesOf(line))
  }
}
