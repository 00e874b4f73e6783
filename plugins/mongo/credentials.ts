/** Takes an address's user and password, as written and as read, out of a text. */
export function hideCredentials(uri: string): (text: string) => string {
  const [, user = ''] = /^[^/]*\/\/(.*)@/.exec(uri) ?? []
  const [name = '', ...password] = user.split(':')
  const secrets = [uri, user, password.join(':'), name].flatMap(part => [part, decoded(part)])
  // One or two letters occur in every sentence; removing them would reveal them.
  const known = secrets.filter(part => part.length > 2).sort((a, b) => b.length - a.length)
  return text => known.reduce((hidden, part) => hidden.replaceAll(part, '[redacted]'), text)
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
