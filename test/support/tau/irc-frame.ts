/** A chat frame as TAU's parser makes it of what it got from the chat server, quirks and all. */
export function ircFrame(account: string, received: string) {
  const raw = received.endsWith('\r\n') ? received : `${received}\r\n`
  const [, tags, prefix, command = '', rest = ''] =
    /^(?:@(\S+) )?(:\S+) (\S+) ?(.*)$/s.exec(raw) ?? []
  const at = rest.indexOf(' :')
  const target = at < 0 ? rest : rest.slice(0, at)
  // Three entries, the command first; what follows the colon keeps its line end.
  const params = [command, target, rest.slice(at + 1)]
  return {
    irc_username: account,
    data: {
      raw,
      tags: tags === undefined ? {} : tagsOf(tags),
      prefix,
      command,
      params,
      'message-text': rest.slice(at + 2).replace(/\r\n$/, ''),
    },
  }
}

// Values are not unescaped, and are cut at a `=`.
function tagsOf(text: string): Readonly<Record<string, unknown>> {
  const entries = text.split(';').map((tag): [string, unknown] => {
    const [name = '', value] = tag.split('=')
    return [name, name === 'emotes' ? emotesOf(value ?? '') : (value ?? true)]
  })
  return Object.fromEntries(entries)
}

function emotesOf(text: string) {
  return text
    .split('/')
    .filter(part => part !== '')
    .map(part => {
      const [id, ranges = ''] = part.split(':')
      return { id, positions: ranges.split(',').map(range => range.split('-').map(Number)) }
    })
}
