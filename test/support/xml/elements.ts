/** An element of XML, without its attributes. */
export interface Element {
  readonly name: string
  readonly children: readonly Element[]
  /** Its text, where it has no children. */
  readonly text: string
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
}

/** The root element of a document. @throws Error if it is not well-formed */
export function readXml(document: string): Element {
  const text = document.replace(/^\uFEFF?<\?xml .*?\?>/, '').replace(/<!DOCTYPE [^>]*>/, '')
  const comments = /<!--(.*?)-->/gs
  for (const [, said = ''] of text.matchAll(comments))
    if (said.includes('--') || said.endsWith('-')) throw new Error('two hyphens in a comment')
  const root: Open = { name: '', children: [], text: '' }
  const open = [root]
  let from = 0
  for (const found of text.replace(comments, '').matchAll(/<(\/?)([A-Za-z]\w*)([^<>]*?)(\/?)>/g)) {
    const inner = open.at(-1)
    if (inner === undefined) throw new Error('an element after the end')
    inner.text += plain(text.replace(comments, '').slice(from, found.index))
    from = found.index + found[0].length
    const [, isEnd, name = '', , isEmpty] = found
    if (isEnd) {
      if (inner.name !== name) throw new Error(`</${name}> ends <${inner.name}>`)
      open.pop()
      continue
    }
    const child: Open = { name, children: [], text: '' }
    inner.children.push(child)
    if (!isEmpty) open.push(child)
  }
  const [only, ...more] = root.children
  if (open.length !== 1 || only === undefined || more.length > 0) throw new Error('not one whole')
  return only
}

interface Open {
  name: string
  children: Element[]
  text: string
}

function plain(text: string): string {
  if (/[<>]/.test(text)) throw new Error(`a bare < or > in ${text}`)
  return text.replace(/&(\w*);?/g, (all, name: string) => {
    const sign = all.endsWith(';') ? ENTITIES[name] : undefined
    if (sign === undefined) throw new Error(`${all} is no entity`)
    return sign
  })
}
