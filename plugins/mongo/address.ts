import type { Driver } from './connection.ts'

/**
 * What is wrong with a server's address, in words that hold no part of it; undefined if the driver can use it.
 * It contacts neither a server nor a name server.
 */
export function addressProblem(driver: Driver, uri: string): string | undefined {
  try {
    // It connects only when it is asked to.
    new driver.MongoClient(uri)
    return isReadOtherwise(uri) ? sentence(uri, '') : undefined
  } catch (failure) {
    return sentence(uri, failure instanceof Error ? failure.message : '')
  }
}

// What the driver accepts but nobody can have meant: a blank within the user, and a password with a bare @ and
// a / after it: its end would become the database, and part of it the host, which is shown.
function isReadOtherwise(uri: string): boolean {
  const [, rest = ''] = /:\/\/(.*)$/s.exec(uri) ?? []
  return /^[^@/?]*\s/.test(rest) || /^[^@/?]*@[^/?]*\/[^?]*@/.test(rest)
}

const PERCENT =
  'has a special character in its user or password; percent-encode it: @ as %40, / as %2F, : as %3A, ? as %3F, # as %23, % as %25, a space as %20'
const EXAMPLE = "like 'mongodb://ann:secret@db.example:27017'"

// The driver's words quote what was written: they are only looked at, to know what it minds.
function sentence(uri: string, reason: string): string {
  const [scheme = ''] = uri.split('://')
  const rest = uri.slice(scheme.length + 3)
  const at = rest.lastIndexOf('@')
  const credentials = at < 0 ? '' : rest.slice(0, at)
  if (isMisspelt(credentials)) return PERCENT
  const [hosts = ''] = rest.slice(at + 1).split(/[/?]/)
  if (hosts === '') return `has no host; add one, ${EXAMPLE}`
  if (/\s/.test(hosts)) return `has a space in the host; remove it, ${EXAMPLE}`
  const option = unknownOption(reason, rest.slice(at + 1))
  if (option !== undefined && !credentials.includes(option))
    return `has an unknown option: ${option}; correct or remove it`
  if (scheme === 'mongodb+srv' && /:\d/.test(hosts))
    return 'has a port, but mongodb+srv:// finds the port itself; remove it, or use mongodb://'
  if (scheme === 'mongodb+srv' && hosts.includes(','))
    return 'has several hosts, but mongodb+srv:// takes one; use mongodb:// for a list'
  if (hosts.split(',').some(hasWrongPort)) return `has an invalid port; use 1 to 65535, ${EXAMPLE}`
  return `is not a valid MongoDB address; check the host and options after the last @, ${EXAMPLE}`
}

function isMisspelt(credentials: string): boolean {
  const [user = '', ...password] = credentials.split(':')
  return [user, password.join(':')].some(part => /[:/?#[\]@\s]|%(?![0-9a-f]{2})/i.test(part))
}

// Only a parameter name after the hosts of the address: never part of a password.
function unknownOption(reason: string, afterCredentials: string): string | undefined {
  const [, query = ''] = /\?(.*)$/.exec(afterCredentials) ?? []
  const names = [...new URLSearchParams(query).keys()]
  const [, told = ''] = /options? ([\w, ]+?) (?:is|are) not supported/i.exec(reason) ?? []
  const unknown = told.split(/,\s*/).map(name => name.toLowerCase())
  return names.find(name => unknown.includes(name.toLowerCase()))
}

function hasWrongPort(host: string): boolean {
  const [, port] = /^(?:\[[^\]]*\]|[^:]*):(.*)$/.exec(host) ?? []
  return (
    port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)
  )
}
