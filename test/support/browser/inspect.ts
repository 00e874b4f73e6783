import { readFile } from 'node:fs/promises'
import { AXE } from './install.ts'
import type { Page } from './playwright.ts'

/** What axe-core finds that keeps people from using the page: serious or critical, each with the elements. */
export async function barriers(page: Page): Promise<readonly string[]> {
  // As the test's own script, which the page's policy does not concern.
  await page.evaluate(`${await readFile(AXE, 'utf8')};undefined`)
  return page.evaluate(`axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => id + ': ' + nodes.map(({ html, any }) =>
      html.slice(0, 120) + ' ' + (any[0]?.message ?? '')).slice(0, 5).join(' | ')))`)
}

/**
 * What does not fit, and still does not after a moment: the page scrolls sideways, a part sticks out of its box, controls
 * lie on one another.
 */
export async function misfits(page: Page): Promise<readonly string[]> {
  for (let look = 0; ; look++) {
    const found = await page.evaluate<readonly string[]>(MISFITS)
    if (found.length === 0 || look === LOOKS) return found
    await page.evaluate('new Promise(resolve => setTimeout(resolve, 200))')
  }
}

const LOOKS = 5

// Half pixels are rounding.
const MISFITS = `(() => {
  const found = []
  const named = one => one.tagName.toLowerCase() + '.' + (one.getAttribute('class') ?? '') + ' "' + (one.textContent ?? '').trim().slice(0, 40) + '"'
  const root = document.scrollingElement
  if (root.scrollWidth > innerWidth) found.push('the page scrolls sideways: ' + root.scrollWidth + ' of ' + innerWidth)
  const isShown = one => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && one.getClientRects().length > 0
  // For screen readers alone: one pixel.
  const isAside = one => { const { width, height } = one.getBoundingClientRect(); return width <= 1 || height <= 1 }
  const clips = one => getComputedStyle(one).overflowX !== 'visible'
  const clippedBy = one => { for (let up = one.parentElement; up; up = up.parentElement) if (clips(up)) return up }
  for (const one of document.body.querySelectorAll('*')) {
    if (!isShown(one) || isAside(one) || one.closest('svg, canvas')) continue
    const { left, right } = one.getBoundingClientRect()
    const box = clippedBy(one)
    const scrolls = box && ['auto', 'scroll'].includes(getComputedStyle(box).overflowX) && box.scrollWidth > box.clientWidth
    if ((right > innerWidth + 0.5 || left < -0.5) && !scrolls) found.push('out of the page: ' + named(one) + ' from ' + Math.round(left) + ' to ' + Math.round(right))
    else if (box && !scrolls) {
      const outer = box.getBoundingClientRect()
      if (right > outer.right + 1 || left < outer.left - 1) found.push('cut off: ' + named(one) + ' in ' + named(box))
    }
    const style = getComputedStyle(one)
    if (one.scrollWidth > one.clientWidth + 1 && clips(one) && !['auto', 'scroll'].includes(style.overflowX) && style.textOverflow !== 'ellipsis' && one.clientWidth > 1 && !['INPUT', 'SELECT'].includes(one.tagName)) found.push('cut off within: ' + named(one))
  }
  const controls = [...document.querySelectorAll('button, a[href], input, select, textarea, summary, [role=tab]')].filter(one => isShown(one) && !isAside(one) && !one.closest('[inert]'))
  const boxes = controls.map(one => [one, visible(one)]).filter(([, box]) => box.right - box.left > 1 && box.bottom - box.top > 1)
  for (const [at, [one, a]] of boxes.entries()) for (const [other, b] of boxes.slice(at + 1)) {
    if (one.contains(other) || other.contains(one) || one.labels && [...one.labels].some(label => label.contains(other))) continue
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left)
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
    if (across > 1 && down > 1 && !isAbove(one, other, a, b)) found.push('on one another: ' + named(one) + ' and ' + named(other))
  }
  return [...new Set(found)].slice(0, 20)

  // What of it is to be seen: without what its scrolled boxes hide.
  function visible(one) {
    let { left, right, top, bottom } = one.getBoundingClientRect()
    for (let up = one.parentElement; up; up = up.parentElement) {
      if (getComputedStyle(up).overflowY === 'visible' && getComputedStyle(up).overflowX === 'visible') continue
      const box = up.getBoundingClientRect()
      left = Math.max(left, box.left); right = Math.min(right, box.right); top = Math.max(top, box.top); bottom = Math.min(bottom, box.bottom)
    }
    return { left, right, top, bottom }
  }
  // A dialog or a menu covers what is below on purpose.
  function isAbove(one, other) {
    const layer = element => element.closest('dialog, [role=dialog], [role=menu], [popover]')
    return layer(one) !== layer(other)
  }
})()`
