// @types/tmi.js leaves this file out; this is what we use of it.
declare module 'tmi.js/lib/parser.js' {
  interface Parser {
    /** Null where nothing can be made of a line. */
    msg(line: string): import('../formats/irc/line.ts').IrcLine | null
  }
  const parser: Parser
  export default parser
}
