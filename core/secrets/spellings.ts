/** How a text may be written so that it is not found by looking for it. */

/** A secret as people would spell it to get past: without case, spaces and invisible characters; encoded. */
export function spellingsOf(secret: string): readonly string[] {
  // Short ones only as written: without their separators they would match ordinary words.
  if (secret.length < 8) return [visible(secret)]
  const bytes = Buffer.from(secret)
  const encoded = [
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ]
  return [visible(secret), squeezed(secret), ...encoded.map(squeezed)].filter(one => one.length > 3)
}

/** What a text may turn out to say. */
export function formsOf(text: string): readonly string[] {
  const told = [text, percentDecoded(text), backwards(text), ...decodedRuns(text)]
  return told.flatMap(form => [visible(form), squeezed(form)])
}

/** A secret as machines write it into URLs and JSON, its own form first. */
export function writtenForms(secret: string): readonly string[] {
  return [...new Set([secret, percentEncoded(secret), JSON.stringify(secret).slice(1, -1)])]
}

function visible(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cc}]/gu, '')
    .toLowerCase()
}

function squeezed(text: string): string {
  return visible(text).replace(/[^\p{L}\p{N}]/gu, '')
}

function backwards(text: string): string {
  return [...text].reverse().join('')
}

// A secret encoded together with other text looks different from the secret encoded alone.
function decodedRuns(text: string): readonly string[] {
  const hex = text.match(/(?:[0-9a-f]{2}[ :]?){8,}/gi) ?? []
  const base64 = text.match(/[\w+/-]{8,}/g) ?? []
  return [
    ...hex.map(run => Buffer.from(run.replace(/[ :]/g, ''), 'hex').toString('utf8')),
    ...base64.map(run => Buffer.from(run, 'base64').toString('utf8')),
  ]
}

function percentEncoded(text: string): string {
  try {
    return encodeURIComponent(text)
  } catch {
    // Half an emoji.
    return text
  }
}

function percentDecoded(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, code =>
    String.fromCharCode(Number.parseInt(code.slice(1), 16)),
  )
}
