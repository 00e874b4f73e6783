import type { Emote } from 'promethean'
import type { Random } from './random.ts'

/** What a viewer likes to write. */
export type Habit =
  | 'hello'
  | 'first'
  | 'hype'
  | 'joke'
  | 'calm'
  | 'advice'
  | 'emote'
  | 'question'
  | 'answer'

/** A chat message of the simulation. */
export interface SpokenLine {
  readonly text: string
  readonly emotes: readonly Emote[]
}

const LINES: Readonly<Record<Habit, readonly string[]>> = {
  hello: [
    'evening everyone, what did I miss',
    'hello hello, {drink} in hand, ready for the {thing}',
    'hi chat lkHug',
    'just got home, is the {thing} done yet',
    'good morning from the wrong time zone',
    'back from the kitchen, there was {drink}',
  ],
  first: [
    'first time catching this live, the lights look lovely',
    'hi, found this place by accident, staying for the {thing}',
    'long time lurker, first line, hello',
    '{who} sent me here, hello everyone lkHug',
  ],
  hype: [
    'LETS GO lkGlow lkGlow',
    'that was so clean',
    '{n} out of ten, would watch the {thing} again',
    'clip it clip it clip it',
    'no way that worked lkWow',
    'the {thing} of destiny!!',
    'okay that jump alone was worth staying up for',
    'best {thing} this week and it is only the start lkGlow',
  ],
  joke: [
    'my {pet} could do that, and it is asleep',
    'instructions unclear, I am now a {thing}',
    'the {thing} has better health insurance than I do',
    'plot twist: the {thing} was {drink} all along',
    'somewhere a {thing} is filing a complaint lkNope',
    'I asked my {pet} and it said no comment',
    'this is why we never let {who} hold the map',
  ],
  calm: [
    'this soundtrack is doing a lot of work tonight',
    'the fog over the {place} is so nice',
    'take your time, nobody is chasing you. yet',
    'I could watch the {place} for hours',
    'quiet evening, good {drink}, good stream',
    '{who} is right about the {thing} though',
    'still thinking about the {place} from last week',
    'I like how the lanterns flicker when it rains 🌧️',
  ],
  advice: [
    'you can skip the {place} if you kept the {thing}',
    'there is a ladder behind the {place}, left side',
    'save before the {place}, trust me',
    'the {thing} works better with {n} stones',
    'careful, the {place} floods when the bell rings',
    'swap the {thing} first, then talk to the miller',
  ],
  emote: [
    'lkGlow lkGlow lkGlow',
    'lkHug',
    'lkWow',
    'lkNope lkNope',
    'lkGlow 🏮 lkGlow',
    '😂 lkWow',
    ':D lkHug',
  ],
  question: [
    'what does the {thing} do?',
    'how many stones are left in the {place}?',
    'is the {thing} from the first chapter or later?',
    'which {drink} is it tonight?',
    'did {who} ever find the {place}?',
  ],
  answer: [
    'it opens the {place}, if I remember right',
    '{n}, give or take',
    'later, after the {place}',
    '{drink}, as always',
    'nobody knows, that is the fun of it lkHug',
  ],
}

const SLOTS: Readonly<Record<string, readonly string[]>> = {
  thing: [
    'brass compass',
    'paper lantern',
    'bell tower',
    'clockwork crab',
    'turnip',
    'moth boss',
    'umbrella',
  ],
  place: [
    'drowned orchard',
    'windmill',
    'glass harbor',
    'attic',
    'tin forest',
    'observatory',
    'salt stairs',
  ],
  drink: ['peppermint tea', 'cocoa', 'lemonade', 'barley soup', 'very old coffee'],
  pet: ['cat', 'hamster', 'houseplant', 'goldfish', 'neighbour'],
}

const EMOTES = /\blk(?:Glow|Hug|Wow|Nope)\b/g

/** A text of that kind. */
export function phrase(random: Random, habit: Habit, names: readonly string[]): SpokenLine {
  const text = random
    .pick(LINES[habit])
    .replace(/\{(\w+)\}/g, (_, slot: string) => fill(random, slot, names))
    .replace(/\ba(?= [aeiou])/g, 'an')
  return line(text)
}

/** A text with its emotes found. */
export function line(text: string): SpokenLine {
  const emotes = Array.from(text.matchAll(EMOTES), ({ 0: name, index }) => {
    // Positions count code points; a string counts UTF-16 units.
    const start = [...text.slice(0, index)].length
    return { id: `sim-${name.toLowerCase()}`, name, start, end: start + name.length - 1 }
  })
  return { text, emotes }
}

function fill(random: Random, slot: string, names: readonly string[]): string {
  if (slot === 'n') return String(random.between(2, 12))
  return random.pick(slot === 'who' ? names : (SLOTS[slot] ?? names))
}
