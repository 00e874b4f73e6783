import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const PAGE = fileURLToPath(new URL('../../../../plugins/web/page/', import.meta.url))
// WCAG 2.2, 1.4.3 and 1.4.11: text, and what a picture needs to be understood.
const TEXT = 4.5
const GRAPHIC = 3
/** What text may stand upon where a rule does not say it. */
const GROUNDS = ['--ground', '--surface', '--raised']
/** Chosen by name for each user, in light and dark; chat/ holds them to the same contrast. */
const OF_USERS = ['--on-light', '--on-dark']

interface Rule {
  readonly selector: string
  readonly declarations: ReadonlyMap<string, string>
}

type Colours = ReadonlyMap<string, readonly string[]>

const files = readdirSync(PAGE, { recursive: true, encoding: 'utf8' }).filter(file =>
  file.endsWith('.css'),
)
const css = files
  .map(file => readFileSync(join(PAGE, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, ''))
  .join('\n')
const { light, dark } = schemes(css)

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s page', (_, rules) => {
  const colours = coloursOf(rules)

  it('its styles were read', () => {
    expect(files.length).toBeGreaterThan(5)
    expect(colours.get('--ground')).toHaveLength(1)
    expect(rules.length).toBeGreaterThan(100)
  })

  it('every text can be read upon whatever it stands on', () => {
    const pairs = rules.flatMap(({ selector, declarations }) => {
      const colour = declarations.get('color')
      if (colour === undefined || colour === 'inherit' || isOfUser(colour)) return []
      const background = declarations.get('background') ?? declarations.get('background-color')
      const grounds = isSolid(background) ? [background] : groundsOf(colour, colours)
      return grounds.map(ground => ({ selector, colour, ground }))
    })
    expect(pairs.length).toBeGreaterThan(50)
    expect(tooWeak(pairs, colours, TEXT)).toEqual([])
  })

  it('every state can be read upon its own ground, and so can plain and quiet text', () => {
    const states = [...colours.keys()].filter(name => /^--\w+-ground$/.test(name))
    expect(states.length).toBeGreaterThan(0)
    const pairs = states.flatMap(ground =>
      [ground.replace(/-ground$/, ''), '--text', '--quiet'].map(name => ({
        ...{ selector: ':root', colour: `var(${name})`, ground: `var(${ground})` },
      })),
    )
    expect(tooWeak(pairs, colours, TEXT)).toEqual([])
  })

  it('every curve, every mark and the ring around what has the focus can be seen', () => {
    const drawn = [...colours.keys()].filter(name => /^--(curve-(\d|all|before)$|mark-)/.test(name))
    expect(drawn).toHaveLength(8 + 6)
    const pairs = [...drawn, '--accent'].flatMap(name =>
      ['--ground', '--surface'].map(ground => ({
        ...{ selector: ':root', colour: `var(${name})`, ground: `var(${ground})` },
      })),
    )
    expect(tooWeak(pairs, colours, GRAPHIC)).toEqual([])
  })
})

interface Pair {
  readonly selector: string
  readonly colour: string
  readonly ground: string
}

function tooWeak(pairs: readonly Pair[], colours: Colours, least: number): string[] {
  const weak = pairs.flatMap(({ selector, colour, ground }) =>
    resolved(colour, colours).flatMap(above =>
      resolved(ground, colours).flatMap(below => {
        const contrast = contrastOf(above, below)
        return contrast < least
          ? [`${selector}: ${colour} upon ${ground}: ${contrast.toFixed(2)}`]
          : []
      }),
    ),
  )
  return [...new Set(weak)]
}

/** A colour that is made for one ground is called after it: `--on-bad`. */
function groundsOf(colour: string, colours: Colours): string[] {
  const made = /^var\(--on-(.*)\)$/.exec(colour)?.[1]
  if (made !== undefined && colours.has(`--${made}`)) return [`var(--${made})`]
  return GROUNDS.map(name => `var(${name})`)
}

function isOfUser(colour: string): boolean {
  return OF_USERS.some(name => colour === `var(${name})`)
}

function isSolid(background: string | undefined): background is string {
  return background !== undefined && /^(#|var\()/.test(background)
}

/** Every colour that this may be: a custom property may be set by several rules. */
function resolved(value: string, colours: Colours): readonly string[] {
  const name = /^var\((--[\w-]+)\)$/.exec(value)?.[1]
  if (name === undefined) return [value]
  const values = colours.get(name)
  if (values === undefined) throw new Error(`${name} is set nowhere`)
  return values.flatMap(one => resolved(one, colours))
}

function coloursOf(rules: readonly Rule[]): Colours {
  const colours = new Map<string, string[]>()
  for (const { selector, declarations } of rules)
    for (const [name, value] of declarations) {
      if (!/^--/.test(name) || !/^(#|var\()/.test(value)) continue
      // A later `:root` replaces what one before has set, as in the page.
      colours.set(name, selector === ':root' ? [value] : [...(colours.get(name) ?? []), value])
    }
  return colours
}

/** The rules of both schemes. Those for a dark page come after the others, as they do in each file. */
function schemes(css: string): { light: Rule[]; dark: Rule[] } {
  const rules: Rule[] = []
  const forDark: Rule[] = []
  const at: string[] = []
  for (const [, head = '', body] of css.matchAll(/([^{}]*)(?:\{([^{}]*)\}|\{|\})/g)) {
    const selector = head.trim()
    if (body !== undefined) {
      const isDark = at.some(condition => condition.includes('prefers-color-scheme: dark'))
      const target = isDark ? forDark : rules
      target.push({ selector, declarations: declarationsOf(body) })
    } else if (selector !== '') at.push(selector)
    else at.pop()
  }
  return { light: rules, dark: [...rules, ...forDark] }
}

function declarationsOf(body: string): ReadonlyMap<string, string> {
  return new Map(
    body.split(';').flatMap(declaration => {
      const [name, ...value] = declaration.split(':')
      return value.length === 0 ? [] : [[name?.trim() ?? '', value.join(':').trim()] as const]
    }),
  )
}

/** As WCAG defines it, from 1 to 21. */
function contrastOf(one: string, other: string): number {
  const [less = 0, more = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (more + 0.05) / (less + 0.05)
}

function luminance(colour: string): number {
  const digits = /^#([0-9a-f]{6})$/i.exec(colour)?.[1]
  if (digits === undefined) throw new Error(`${colour} is no colour of six digits`)
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map(at => {
    const channel = Number.parseInt(digits.slice(at, at + 2), 16) / 255
    return channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
