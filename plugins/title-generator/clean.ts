// What nobody should see: control characters, halves of a pair, overrides of direction, zero-width spaces, soft hyphens and
// other fillers. Joiners and variation selectors stay where they may belong to an emoji or a script.
const NEVER =
  /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2800\uFFF9-\uFFFB]|(?!\u200C|\u200D|\uFE0E|\uFE0F)\p{Default_Ignorable_Code_Point}/gu
const LOOSE_JOINER =
  /(?<!\p{Extended_Pictographic}|\p{Emoji_Component}|\p{L}|\p{M})(?:\u200C|\u200D|\uFE0E|\uFE0F)/gu
const LINE_ENDS = /[\n\v\f\r\u0085\u2028\u2029]+/u
const THOUGHTS = /<(think|thinking|reasoning)>[\s\S]*?(?:<\/\1>|$)/gi
// A tag that holds an address stays, so that it is seen as one.
const TAG = /<\/?[a-z!|](?![^<>]*:\/\/)[^<>]{0,300}>/gi
const QUOTES = '"“”„‟«»‹›`´「」『』'
const AROUND = new RegExp(`^[${QUOTES}\\s]+|[${QUOTES}\\s]+$`, 'gu')
// An apostrophe is a quote only where another one answers it.
const PAIR = /^(['‘’*_])(.+)['’*_]$/u
const LABEL =
  /^(?:(?:new|stream|suggested|your|the|my) )*(?:title|titel|titre|título|titolo|answer|output)(?: \d+)? ?[:=–-] ?/iu
const CHATTER = /^(?:sure|okay|ok|certainly|of course|here)\b[^:"“]{0,80}: ?/iu
const BULLET = /^(?:[-*•·>]|#{1,6}|\d{1,2}[.)]) +/u

/** A model's answer as one line of plain text: what stands around a title, and what nobody should see, is gone. */
export function clean(answer: string): string {
  const lines = answer.replace(THOUGHTS, '').split(LINE_ENDS)
  return lines.map(cleanLine).find(line => line !== '') ?? ''
}

function cleanLine(line: string): string {
  const visible = line
    .replace(NEVER, '')
    .replace(LOOSE_JOINER, '')
    .replace(/\p{Zs}+/gu, ' ')
  return unwrapped(withoutMarkup(visible.trim()))
}

// Labels stand in quotes and quotes behind labels: until nothing more comes off.
function unwrapped(text: string): string {
  const next = text
    .replace(BULLET, '')
    .replace(CHATTER, '')
    .replace(LABEL, '')
    .replace(AROUND, '')
    .replace(PAIR, '$2')
    .trim()
  return next === text ? text : unwrapped(next)
}

function withoutMarkup(text: string): string {
  return text
    .replace(/^(?:```|~~~)\w*|(?:```|~~~)$/g, '')
    .replace(TAG, '')
    .replace(/!?\[([^\]]*)\]\(([^)]*)\)/g, '$1 $2')
    .replace(/(\*\*|__|~~|`)(.+?)\1/g, '$2')
    .trim()
}
