import { parseDuration } from 'promethean'
import { isCommand, type ParsedRule } from '../options.ts'
import type { Prompt, ReplyFunction } from './rule.ts'
import { compileTemplate, type Template } from './template.ts'

/** How an answer comes about. */
type Words =
  | { readonly kind: 'template'; readonly render: Template }
  | { readonly kind: 'function'; readonly call: ReplyFunction<never> }
  | { readonly kind: 'prompt'; readonly prompt: string; readonly about: About }
  | { readonly kind: 'none' }

/** What a model is told of. */
export type About = NonNullable<Prompt['about']>

/** A rule, made ready. */
export interface CheckedRule {
  /** Its name in notes and logs, and the key of its cooldowns. */
  readonly name: string
  readonly rule: ParsedRule
  readonly words: Words
  readonly cooldownMs: number
  readonly userCooldownMs: number
}

/** Makes rules ready; two that listen to the same get different names. */
export function checkRules(rules: readonly ParsedRule[]): readonly CheckedRule[] {
  const counts = new Map<string, number>()
  return rules.map(rule => {
    const trigger = isCommand(rule.on) ? rule.on : String(rule.on)
    const count = (counts.get(trigger) ?? 0) + 1
    counts.set(trigger, count)
    return {
      name: count === 1 ? trigger : `${trigger} (${count})`,
      rule,
      words: makeWords(rule.reply),
      cooldownMs: msOf(rule.cooldown),
      userCooldownMs: msOf(rule.userCooldown),
    }
  })
}

function makeWords(reply: ParsedRule['reply']): Words {
  if (reply === undefined) return { kind: 'none' }
  if (typeof reply === 'string') return { kind: 'template', render: compileTemplate(reply) }
  if (typeof reply === 'function') return { kind: 'function', call: reply }
  const { prompt, about = 'chat' } = reply satisfies Prompt
  return { kind: 'prompt', prompt, about }
}

function msOf(duration: string | undefined): number {
  return duration === undefined ? 0 : parseDuration(duration)
}
