import { expect, it } from 'vitest'
import { cleanTitle } from '../../../../plugins/title-generator/model/clean-title.ts'

it.each([
  ['Cosy evening', 'Cosy evening'],
  ['  Cosy   evening  ', 'Cosy evening'],
  ['"Cosy evening"', 'Cosy evening'],
  ['“Cosy evening”', 'Cosy evening'],
  ['„Gemütlicher Abend“', 'Gemütlicher Abend'],
  ['«Soirée tranquille»', 'Soirée tranquille'],
  ['「のんびり」', 'のんびり'],
  ["'Cosy evening'", 'Cosy evening'],
  ["Rock 'n' roll all night", "Rock 'n' roll all night"],
  ["Let's go, it's the boss' night", "Let's go, it's the boss' night"],
  ['Title: Cosy evening', 'Cosy evening'],
  ['**Title:** "Cosy evening"', 'Cosy evening'],
  ['"Title: Cosy evening"', 'Cosy evening'],
  ['Stream Title - Cosy evening', 'Cosy evening'],
  ['Titel: Gemütlicher Abend', 'Gemütlicher Abend'],
  ['Sure! Here is a title: "Cosy evening"', 'Cosy evening'],
  ["Here's your new title:\n\nCosy evening", 'Cosy evening'],
  ['Of course:\n"Cosy evening"\n\nI hope you like it!', 'Cosy evening'],
  ['1. Cosy evening\n2. Wild night', 'Cosy evening'],
  ['- Cosy evening', 'Cosy evening'],
  ['# Cosy evening', 'Cosy evening'],
  ['**Cosy** _evening_', 'Cosy _evening_'],
  ['*Cosy evening*', 'Cosy evening'],
  ['`Cosy evening`', 'Cosy evening'],
  ['```\nCosy evening\n```', 'Cosy evening'],
  ['```text\nCosy evening\n```', 'Cosy evening'],
  ['<b>Cosy</b> evening<br>', 'Cosy evening'],
  ['<think>They like it cosy.\nSo.</think>\nCosy evening', 'Cosy evening'],
  ['<think>never ends', ''],
  ['Cosy evening\n/ban ann', 'Cosy evening'],
  ['Cosy evening\r\nQUIT', 'Cosy evening'],
  ['Cosy evening\u2028!so bob', 'Cosy evening'],
  ['Co\u0000sy\u0007 eve\u001Bning', 'Cosy evening'],
  ['\u202Egninève ysoC\u202C', 'gninève ysoC'],
  ['Cosy\u200B eve\u00ADning\uFEFF', 'Cosy evening'],
  ['Cosy \u{E0041}\u{E0042}evening', 'Cosy evening'],
  ['Cosy \uD83D evening', 'Cosy evening'],
  ['Cosy evening 👨‍👩‍👧 ❤️ 👍🏽 1️⃣', 'Cosy evening 👨‍👩‍👧 ❤️ 👍🏽 1️⃣'],
  ['Elden Ring: part 2', 'Elden Ring: part 2'],
  ['Chess - road to 1500', 'Chess - road to 1500'],
  ['We < 3 chess > checkers', 'We < 3 chess > checkers'],
  ['"Hello" and "goodbye"', '"Hello" and "goodbye"'],
  ['{"title":"Cosy evening"}', 'Cosy evening'],
  ['```json\n{\n  "title": "Cosy evening"\n}\n```', 'Cosy evening'],
  ['<think>JSON then.</think>{"title":"Cosy\\u200b evening\\n/ban ann"}', 'Cosy evening'],
  ['["Cosy evening"]', 'Cosy evening'],
  ['Boss fight {no hit}', 'Boss fight {no hit}'],
  ['', ''],
  [' \n\t\n ', ''],
  ['""', ''],
])('%j becomes %j', (answer, title) => {
  expect(cleanTitle(answer)).toBe(title)
})

it('an address in markup stays to be seen', () => {
  expect(cleanTitle('[click](https://gratis.example)')).toContain('https://gratis.example')
  expect(cleanTitle('<a href="https://gratis.example">free</a>')).toContain(
    'https://gratis.example',
  )
})
