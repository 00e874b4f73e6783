import { SignedInAccount } from '../../../plugins/twitch/auth/account.ts'
import { IdServer } from '../../../plugins/twitch/auth/id-server.ts'
import { TokenFile } from '../../../plugins/twitch/auth/token-file.ts'

// A process of its own that needs a fresh token: `node refreshing-child.ts <folder> <id url> <client id> [die]`.
const [, , folder = '', url = '', clientId = '', die] = process.argv
const account = new SignedInAccount({
  login: 'annstreams',
  command: 'promethean auth twitch',
  clientId,
  file: new TokenFile(folder),
  id: new IdServer(url, clientId),
  signal: new AbortController().signal,
})
const token = await account.token(new AbortController().signal)
// Between store and use: the new pair is on disk, and nobody has called Twitch with it.
if (die) process.kill(process.pid, 'SIGKILL')
process.stdout.write(token.accessToken)
