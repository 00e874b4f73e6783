import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { allDeclared, COMMANDS } from '../../../core/cli/commands.ts'

const root = new Command('promethean')
for (const declare of await allDeclared()) declare(root)
const guide = readFileSync(new URL('../../../docs/commands.md', import.meta.url), 'utf8')
const sections = new Map(
  guide.split(/^### /m).map(part => [/^`([a-z]+)`/.exec(part)?.[1] ?? '', part] as const),
)

function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({
    writeOut: piece => {
      text += piece
    },
  })
  command.outputHelp()
  return text
}

// Its options are those of create-promethean, which prints its own help.
const own = root.commands.filter(command => command.name() !== 'init')

it('init is in docs/commands.md, and leaves its options to create-promethean', () => {
  expect(sections.get('init')).toContain('create-promethean')
  expect(helpOf(root)).toMatch(/^ {2}init .*make a new project/m)
})

describe.each(own.map(command => [command.name(), command] as const))('%s', (name, command) => {
  it('takes --config and --json, and shows an example', () => {
    const help = helpOf(command)
    expect(help).toContain('--config <file>')
    expect(help).toContain('--json')
    expect(help).toMatch(new RegExp(`Example:\\n {2}\\$ promethean ${name}\\b`))
  })

  it('is in docs/commands.md with its options', () => {
    const section = sections.get(name) ?? ''
    expect(section).not.toBe('')
    const own = command.options.map(({ long }) => long ?? '').filter(long => !isCommon(long))
    expect(own.filter(long => !section.includes(long))).toEqual([])
  })
})

function isCommon(long: string): boolean {
  return long === '--config' || long === '--json'
}

it('every command is loaded by its own name, in the order of the help', () => {
  expect(root.commands.map(command => command.name())).toEqual(Object.keys(COMMANDS))
})
