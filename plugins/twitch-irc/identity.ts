import type { Role } from 'promethean'
import { channelOf, type IrcLine, tagOf } from '../formats/irc/line.ts'
import { rolesOf } from '../formats/irc/users.ts'

/** The account a connection speaks as. */
export interface Account {
  readonly id?: string
  readonly name: string
  readonly roles?: readonly Role[]
}

/** Who a connection is, from the lines Twitch says about it: the login, its id, and what it is in each channel. */
export class Identity {
  readonly #roles = new Map<string, readonly Role[]>()
  #name: string | undefined
  #id: string | undefined

  get name(): string | undefined {
    return this.#name
  }

  /** With the roles in a channel, where one is asked about and Twitch has said them. */
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

  /** A USERSTATE comes at the join and after each line said: moderators come and go. */
  read(line: IrcLine): void {
    if (line.command === 'GLOBALUSERSTATE') this.#id = tagOf(line, 'user-id')
    if (line.command !== 'USERSTATE') return
    const channel = channelOf(line)
    if (channel !== undefined) this.#roles.set(channel, rolesOf(line))
  }
}
