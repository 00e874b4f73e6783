import { duration, normalText } from 'promethean'
import { z } from 'zod'
import { LOOK_UPS } from './model/look-up-names.ts'
import { type ReplyFunction, ROLES, type Rule } from './rules/rule.ts'

/** The commands that are there by themselves. */
export const BUILT_INS = ['!commands', '!uptime', '!title', '!so', '!recap', '!missed'] as const

const COMMAND = /^![^\s]+$/
const EVENT_TYPE = /^[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*){1,2}$/

const name = z.string().trim().min(1)
const command = z.string().regex(COMMAND, "expected a command like '!word', without spaces")

const template = (isTimer = false) =>
  z.string().superRefine(async (text, issues) => {
    const { templateProblem } = await import('./rules/template.ts')
    const problem = templateProblem(text, isTimer)
    if (problem !== undefined)
      issues.addIssue({
        code: 'custom',
        message: `is not a valid eta template: ${problem}`,
      })
    else if (text.trim() === '')
      issues.addIssue({ code: 'custom', message: 'expected a non-empty string' })
  })

const reply = z.union([
  template(),
  z.custom<ReplyFunction<never>>(
    value => typeof value === 'function',
    "expected a string, a function or { prompt: '...' }",
  ),
  z.strictObject({
    prompt: name.describe('the question for a language model'),
    about: z
      .enum(['chat', 'missed', 'stream'])
      .default('chat')
      .describe(
        "what it is told of: the last messages, those since the asker's last one, or the stream",
      ),
  }),
])

const on = z.custom<string | RegExp>(
  value => value instanceof RegExp || (typeof value === 'string' && isTrigger(value)),
  "expected a command like '!word', '@' for a mention, a regular expression, or an event type like channel.raided",
)

const rule = z
  .strictObject({
    on: on.describe('a command, a mention, a pattern or an event type'),
    aliases: z.array(command).optional().describe('other names of the same command'),
    reply: reply.optional().describe('a template, a function, or a question to a language model'),
    run: name.optional().describe('the action to run, by name or id'),
    cooldown: duration().optional().describe('pause between two answers'),
    userCooldown: duration().optional().describe('pause between two answers to the same user'),
    roles: z.array(z.enum(ROLES)).min(1).optional().describe('the user needs one of these roles'),
    platforms: z.array(name.toLowerCase()).min(1).optional().describe('only on these platforms'),
    chance: z
      .number()
      .min(0)
      .max(1)
      .default(1)
      .describe('probability, from 0 (never) to 1 (always)'),
    tools: z
      .array(z.enum(LOOK_UPS))
      .default([])
      .describe('what a language model may look up in this chat, three times an answer at most'),
    onlyLive: z.boolean().default(false).describe('only while a stream is live'),
    shared: z
      .boolean()
      .default(false)
      .describe(
        'also other channels: those of a shared chat or, for an event type, any channel that is read',
      ),
  })
  .superRefine((one, issues) => {
    const add = (path: string, message: string) =>
      issues.addIssue({ code: 'custom', path: [path], message })
    if (one.reply === undefined && one.run === undefined)
      add('reply', 'this rule does nothing; give it a reply or an action to run')
    if (one.tools.length > 0 && !isPrompt(one.reply))
      add('tools', "only a language model looks things up; give the rule reply: { prompt: '...' }")
    if (isPrompt(one.reply) && one.reply.about === 'missed' && isEventType(one.on))
      add('reply', "nobody's last message is known for an event; leave out the option about")
    if (one.aliases !== undefined && !isCommand(one.on))
      add('aliases', 'only a command has aliases')
    if (one.reply !== undefined && (one.on === 'chat.sent' || one.on === 'chat.dropped'))
      add('reply', 'answering its own messages would never end; listen to something else')
  })

const timer = z.strictObject({
  every: duration({ from: '1s', to: '24h', like: '15m' }).describe('how often'),
  say: template(true).describe('the text to say'),
  lines: z.int().min(0).default(1).describe('chat messages required in between'),
})

/** The options of `chatBot`. */
export const chatBotOptions = z.strictObject({
  rules: z
    // The schema cannot express that `on` determines the event a reply gets; the author's type does.
    .array(rule as z.ZodType<z.output<typeof rule>, Rule>)
    .default([])
    .superRefine((rules, issues) => {
      const taken = new Map<string, number>()
      for (const [index, one] of rules.entries())
        for (const { word, path } of wordsOf(one)) {
          const other = taken.get(word)
          if (other === undefined) taken.set(word, index)
          else
            issues.addIssue({
              code: 'custom',
              path: [index, ...path],
              message: `rules[${other}] already has this command; a command may have only one rule`,
            })
        }
    })
    .describe('what to react to, and how'),
  timers: z.array(timer).default([]).describe('texts to repeat'),
  persona: name.optional().describe('the persona for a language model'),
  banned: z.array(name).default([]).describe('words a language model must not say'),
  ignore: z.array(name).default([]).describe('accounts never answered: login, display name or id'),
  builtin: z
    .union([z.boolean(), z.array(z.enum(BUILT_INS))])
    .default(true)
    .describe('built-in commands: all, none, or these'),
  model: name.optional().describe('plugin id of the language model, if there are several'),
  actions: name.optional().describe('plugin id of the action runner, if there are several'),
})

export type ChatBotOptions = z.output<typeof chatBotOptions>
export type ParsedRule = z.output<typeof rule>
export type ParsedTimer = z.output<typeof timer>

function isPrompt(written: unknown): written is { readonly about: string } {
  return typeof written === 'object' && written !== null
}

/** Whether a rule listens to a command. */
export function isCommand(trigger: string | RegExp): trigger is string {
  return typeof trigger === 'string' && trigger.startsWith('!')
}

/** Whether a rule listens to a type of event. */
export function isEventType(trigger: string | RegExp): boolean {
  return typeof trigger === 'string' && EVENT_TYPE.test(trigger)
}

function isTrigger(text: string): boolean {
  return text === '@' || COMMAND.test(text) || isEventType(text)
}

function wordsOf({ on: trigger, aliases = [] }: ParsedRule) {
  if (!isCommand(trigger)) return []
  const own = { word: normalText(trigger), path: ['on'] as PropertyKey[] }
  return [
    own,
    ...aliases.map((alias, index) => ({ word: normalText(alias), path: ['aliases', index] })),
  ]
}

/** The commands of rules, and where they stand. */
export function commandsOf({ rules }: ChatBotOptions) {
  return rules.flatMap((rule, index) =>
    wordsOf(rule).map(({ word, path: [field, at] }) => ({
      command: word,
      path: `rules[${index}].${String(field)}${at === undefined ? '' : `[${String(at)}]`}`,
    })),
  )
}
