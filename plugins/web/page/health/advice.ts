/**
 * What a plugin says of its trouble, apart: why, and what to do. Its sentence has them in this order, with a semicolon between.
 * @param more what else is to be said about what to do
 */
export function adviceIn(
  sentence: string,
  more?: string,
): { readonly why?: string; readonly todo?: string } {
  const at = sentence.lastIndexOf('; ')
  const why = at < 0 ? sentence : sentence.slice(0, at)
  const advice = at < 0 ? '' : sentence.slice(at + 2)
  const whole = advice && `${advice.charAt(0).toUpperCase()}${advice.slice(1)}.`
  const todo = [whole, more].filter(Boolean).join(' ')
  return { ...(why !== '' && { why }), ...(todo !== '' && { todo }) }
}
