import type { Stage, ToldEvent } from './stage.ts'

const LONG_NAME = 'Bartholomew_Featherstonehaugh_of_the_Northern_Lighthouse'
const FAMILY = '👩‍👩‍👧‍👦'

/** Lines as viewers write them, many of which a page easily shows wrongly. */
export const AWKWARD: readonly (readonly [user: string, text: string])[] = [
  [LONG_NAME, 'short'],
  ['Bea', 'w'.repeat(400)],
  ['Ann', 'a sentence with many words in it '.repeat(12)],
  ['נועה', 'שלום לכולם, מה שלומכם הערב?'],
  ['ليلى', 'مرحبا بالجميع (hello) 123'],
  ['mixed', 'english then עברית then english \u202ereversed'],
  ['桜', '今日もよろしくお願いします'.repeat(6)],
  ['지우', '안녕하세요 여러분'],
  [FAMILY, `${FAMILY} 🏳️‍🌈 👍🏽 ${'🎉'.repeat(60)}`],
  ['Zalgo', `Z${'\u0301\u0316\u0327'.repeat(20)}algo`],
  ['links', `https://example.com/${'path/'.repeat(40)}`],
  ['blank', '\u200b\u2060'],
  ['lines', 'one\ntwo\tthree'],
]

/** So many lines of three platforms, with all the awkward ones among them. */
export function manyLines(stage: Stage, count: number): readonly ToldEvent[] {
  return Array.from({ length: count }, (_, at) => {
    const [user, text] = AWKWARD[at % AWKWARD.length] ?? ['Bea', 'hello']
    const platform = ['twitch', 'youtube', 'kick'][at % 3] ?? 'twitch'
    return stage.lineOf(`${text} ${at}`, { user, platform, roles: at % 4 === 0 ? ['vip'] : [] })
  })
}
