import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { allDeclared } from '../../../core/cli/commands.ts'
import { WrongUsage } from '../../../core/cli/usage.ts'

/** What a command says against what was written. Refused before anything is opened, so no config is needed. */
async function problemsOf(...args: readonly string[]): Promise<readonly string[]> {
  const root = new Command('promethean').exitOverride()
  for (const declare of await allDeclared()) declare(root)
  const failure: unknown = await root.parseAsync(['node', 'promethean', ...args]).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(failure instanceof WrongUsage)) throw new Error('it was not refused', { cause: failure })
  return failure.problems
}

const NO_TIME = 'is not a time: write one like 2h, 2026-11-23 or 2026-11-23T19:00'

const NO_NAME = '--token is not a name: use letters, digits and dashes, at most 32 characters'

describe('what was written wrongly', () => {
  it.each([
    [['export', '--format', 'training', '--all'], 'leave out --types and --all'],
    [['export', '--format', 'training', '--types', 'chat.message'], 'leave out --types and --all'],
    [['export', '--chat', '5'], '--chat needs --format training'],
    [['doctor', '--deadline', 'soon'], 'write --deadline 10s'],
    [['doctor', '--deadline', '0s'], 'write --deadline 10s'],
    [['fire', 'mood.set', '--data', '{mood}'], 'put it in a file and write --data @file'],
    [
      ['fire', 'mood.set', '--data', '@nowhere.json'],
      '--data names nowhere.json, but there is no such file',
    ],
  ])('is answered with what to write: %j', async (args, advice) => {
    const problems = await problemsOf(...args)
    expect(problems).toEqual([expect.stringContaining(advice)])
  })

  it.each([
    [['search', 'moth '.repeat(101)], '<words> is longer than 500 characters: write fewer words'],
    [['search', '!?'], '<words> holds nothing to search for: write a word with letters or digits'],
    [['search', 'a', '--limit', '0'], '--limit must be a whole number from 1 to 10000'],
    [['events', '--limit', 'many'], '--limit must be a whole number from 1 to 10000'],
    [['sessions', '--limit', '1.5'], '--limit must be a whole number from 1 to 1000'],
    [['viewer', 'bea', '--lines', ''], '--lines must be a whole number from 0 to 1000'],
    [['timeout', 'bea', '--seconds', '0'], '--seconds must be a whole number from 1 to 1209600'],
    [
      ['timeout', 'bea', '--seconds', '1209601'],
      '--seconds must be a whole number from 1 to 1209600',
    ],
    [['logs', '--level', 'loud'], '--level must be debug, info, warn or error'],
    [
      ['export', '--format', 'training', '--chat', '1000'],
      '--chat must be a whole number from 0 to 999',
    ],
    [['export', '--format', 'x'], '--format must be ndjson, cloudevents or training'],
    [['export', '--since', '2999-01-01'], '--since is in the future: nothing is kept from then'],
    [['viewer', ''], '<user> must not be empty'],
    [['events', '--platform', ''], '--platform must not be empty'],
    [['say', 'hello', '--reply-to', ''], '--reply-to must not be empty'],
    [['action', 'Flash', '--arg', 'red'], '--arg red has no name: write name=value'],
    [['events', '--since', 'soon'], `--since ${NO_TIME}`],
    [['sessions', '--until', '99999999999d'], `--until ${NO_TIME}`],
    [['rewind', 'mongo', '--since', '2'], `--since ${NO_TIME}`],
    [['replay', '--until', 'soon'], `--until ${NO_TIME}`],
    [['replay', '--since', '2999-01-01'], '--since is in the future: nothing is kept from then'],
    [
      ['replay', '--since', '1h', '--until', '1h'],
      '--since must be earlier than --until: nothing lies between them; 2h means two hours ago',
    ],
    [
      ['replay', '--session', '2026-11-23T19:04Z', '--since', '2h'],
      '--session sets the time: leave out --since and --until',
    ],
    [['logs', '--since', '2999-01-01'], '--since is in the future: nothing is kept from then'],
    [
      ['search', 'a', '--since', '1h', '--until', '2h'],
      '--since must be earlier than --until: nothing lies between them; 2h means two hours ago',
    ],
    [
      ['events', '--cursor', 'behind'],
      '--cursor is not a cursor: use the one at the end of an answer, or leave it out to start',
    ],
    [
      ['dock', '--token', 'deck', '--may', 'sya'],
      '--may names sya, but there is no such operation; did you mean say?',
    ],
    [
      ['dock', '--token', 'lay', '--overlay', '--may', 'activity,say'],
      '--may names say, which an overlay may not use; it may use activity',
    ],
    [['dock', '--token', 'a b'], NO_NAME],
    [['dock', '--token', ''], NO_NAME],
    [['dock', '--token', 'deck', '--may', ' ,'], '--may names no operation: write say,scene'],
    [['dock', '--may', 'say'], '--may is for a new token: add --token and a name'],
    [['dock', '--overlay'], '--overlay is for a new token: add --token and a name'],
    [['dock', '--rotate', '--list'], '--rotate and --list exclude each other: use one of them'],
    [
      ['dock', '--token', 'a', '--revoke', 'b'],
      '--token and --revoke exclude each other: use one of them',
    ],
    [['approve', '--drop', '--text', 'x'], '--drop and --text exclude each other: use one of them'],
    [
      ['parked', '--retry', '--drop'],
      '--retry and --drop exclude each other: use one of them, not both',
    ],
  ])('is named as it was written: %j', async (args, sentence) => {
    expect(await problemsOf(...args)).toEqual([sentence])
  })

  it.each(['second', '0', '1.5', '99999999999999999999'])(
    'is neither an id nor a number of what is pending: %s',
    async which => {
      for (const name of ['approve', 'drop'])
        expect(await problemsOf(name, which)).toEqual([
          '<which> must be an id or a number that promethean approvals lists, such as alfa or 1',
        ])
    },
  )

  it('is said all at once', async () => {
    const said = await problemsOf(
      ...['search', '!?', '--since', 'soon', '--until', 'later', '--limit', 'many'],
    )
    expect(said).toEqual([
      '<words> holds nothing to search for: write a word with letters or digits',
      `--since ${NO_TIME}`,
      `--until ${NO_TIME}`,
      '--limit must be a whole number from 1 to 10000',
    ])
    const args = await problemsOf('action', '', '--arg', 'red', '--arg', '=3', '--via', '')
    expect(args).toEqual([
      '--arg red has no name: write name=value',
      '--arg =3 has no name: write name=value',
      '<name> must not be empty',
      '--via must not be empty',
    ])
  })
})
