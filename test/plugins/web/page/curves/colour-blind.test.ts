import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { PENS, pensOf } from '../../../../../plugins/web/page/curves/drawing/pens.ts'

type Triple = readonly [number, number, number]

const css = readFileSync(
  new URL('../../../../../plugins/web/page/curves/style.css', import.meta.url),
  'utf8',
)
const [light = '', dark = ''] = [...css.matchAll(/:root \{([^}]*)\}/g)].map(([, body]) => body)

// Machado, Oliveira and Fernandes 2009, severity 1.0, for linear RGB.
const SEEN_BY: Readonly<Record<string, readonly [Triple, Triple, Triple]>> = {
  everybody: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'who cannot see red': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'who cannot see green': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'who cannot see blue': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}
// A difference of 2.3 is just noticed by who compares; lines are thin and apart.
const APART = 10

describe.each(Object.entries(SEEN_BY))('the curves, for %s', (_, eyes) => {
  it.each([
    ['light', light],
    ['dark', dark],
  ])('lines of one chart differ by colour on a %s page', (_, scheme) => {
    const platforms = [...pensOf(['twitch', 'youtube', 'kick', 'trovo']).values()]
    const charts = [
      [...platforms, PENS.all],
      [PENS.viewers, PENS.chatters],
    ]
    for (const pens of charts) {
      const seen = pens.map(
        ({ colour }) => [colour, lab(times(eyes, linear(scheme, colour)))] as const,
      )
      for (const [at, [name, one]] of seen.entries())
        for (const [other, two] of seen.slice(at + 1))
          expect(Math.hypot(...minus(one, two)), `${name} and ${other}`).toBeGreaterThan(APART)
    }
  })
})

function linear(scheme: string, name: string): Triple {
  const digits = new RegExp(`${name}: #([0-9a-f]{6});`).exec(scheme)?.[1]
  if (digits === undefined) throw new Error(`${name} is no colour of six digits`)
  const channel = (at: number) => {
    const value = Number.parseInt(digits.slice(at, at + 2), 16) / 255
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [channel(0), channel(2), channel(4)]
}

/** CIE 1976 L*a*b*, D65. */
function lab(rgb: Triple): Triple {
  const [x, y, z] = times(
    [
      [0.4124, 0.3576, 0.1805],
      [0.2126, 0.7152, 0.0722],
      [0.0193, 0.1192, 0.9505],
    ],
    rgb,
  )
  const [fx, fy, fz] = [bent(x / 0.950_47), bent(y), bent(z / 1.088_83)]
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)]
}

function bent(value: number): number {
  return value > 0.008_856 ? Math.cbrt(value) : 7.787 * value + 16 / 116
}

function times(rows: readonly [Triple, Triple, Triple], [x, y, z]: Triple): Triple {
  const row = ([a, b, c]: Triple) => Math.max(0, a * x + b * y + c * z)
  return [row(rows[0]), row(rows[1]), row(rows[2])]
}

function minus([a, b, c]: Triple, [x, y, z]: Triple): Triple {
  return [a - x, b - y, c - z]
}
