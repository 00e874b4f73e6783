import { Component, type ComponentChildren, createRef } from 'preact'
import { type Span, spanOf } from './visible-span.ts'

interface Parts<T extends { readonly id: string }> {
  /** Oldest first. */
  readonly items: readonly T[]
  /** Whether the newest is kept in sight. */
  readonly isFollowing: boolean
  readonly label: string
  readonly children: (item: T, isActive: boolean) => ComponentChildren
  /** The reader scrolled away from the end, or back to it. */
  onFollow(isFollowing: boolean): void
  onOpen(item: T): void
}

interface Shown {
  readonly top: number
  readonly height: number
  /** The id of the item that the keyboard is at. */
  readonly active?: string | undefined
}

// Of a line that was not drawn yet.
const USUAL_HEIGHT = 26
const AT_END = 8

/** A list of which only the items in sight are drawn; a listbox of one tab stop, by the pattern of ARIA. */
export class VirtualList<T extends { readonly id: string }> extends Component<Parts<T>, Shown> {
  override state: Shown = { top: 0, height: 600 }
  readonly #box = createRef<HTMLDivElement>()
  readonly #heights = new Map<string, number>()
  #width = 0
  #lastTop = 0
  /** The id of an item that is to come into sight. */
  #wanted: string | undefined
  #sizes: ResizeObserver | undefined

  override componentDidMount(): void {
    this.#sizes = new ResizeObserver(() => this.#resized())
    if (this.#box.current) this.#sizes.observe(this.#box.current)
    this.componentDidUpdate()
  }

  override componentWillUnmount(): void {
    this.#sizes?.disconnect()
  }

  override componentDidUpdate(): void {
    const box = this.#box.current
    if (box === null) return
    // Heights matter to who scrolls alone.
    if (this.props.isFollowing) box.scrollTop = box.scrollHeight
    else this.#measure(box)
    this.#reveal(box)
    this.#lastTop = box.scrollTop
  }

  override render({ items, label, children, isFollowing }: Parts<T>, { active }: Shown) {
    const span = this.#span(items, isFollowing)
    const drawn = items.slice(span.first, span.end)
    const isDrawn = active !== undefined && drawn.some(({ id }) => id === active)
    return (
      <div
        ref={this.#box}
        class="virtual-list"
        role="listbox"
        aria-label={label}
        aria-activedescendant={isDrawn ? rowId(active) : undefined}
        tabIndex={0}
        onScroll={() => this.#scrolled()}
        onKeyDown={event => this.#pressed(event)}
        onClick={event => this.#clicked(event)}
      >
        <div style={{ height: `${span.above}px` }} role="presentation" />
        {drawn.map(item => (
          <div
            key={item.id}
            id={rowId(item.id)}
            data-row={item.id}
            class="virtual-row"
            role="option"
            aria-selected={item.id === active}
            tabIndex={-1}
          >
            {children(item, item.id === active)}
          </div>
        ))}
        <div style={{ height: `${span.below}px` }} role="presentation" />
      </div>
    )
  }

  #span(items: readonly T[], isFollowing: boolean): Span {
    const { top, height } = this.state
    const heightAt = (index: number) => this.#heightOf(items[index]?.id ?? '')
    return spanOf({ count: items.length, heightAt, top: isFollowing ? 'end' : top, height })
  }

  #measure(box: HTMLElement): void {
    const rows = box.querySelectorAll<HTMLElement>('[data-row]')
    for (const row of rows) {
      const id = row.dataset.row ?? ''
      if (!this.#heights.has(id)) this.#heights.set(id, row.getBoundingClientRect().height)
    }
    const most = 2 * this.props.items.length + rows.length
    for (const id of this.#heights.keys()) {
      if (this.#heights.size <= most) break
      this.#heights.delete(id)
    }
  }

  #resized(): void {
    const box = this.#box.current
    if (box === null) return
    // Lines of another width break elsewhere.
    if (box.clientWidth !== this.#width) this.#heights.clear()
    this.#width = box.clientWidth
    this.setState({ height: box.clientHeight })
  }

  #scrolled(): void {
    const box = this.#box.current
    if (box === null) return
    const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < AT_END
    const isUp = box.scrollTop < this.#lastTop - 1
    this.#lastTop = box.scrollTop
    this.setState({ top: box.scrollTop })
    // What grows or shrinks moves the end, and only people move up.
    if (isAtEnd !== this.props.isFollowing && (isAtEnd || isUp)) this.props.onFollow(isAtEnd)
  }

  #clicked({ target }: MouseEvent): void {
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null
    const item = this.props.items.find(({ id }) => id === row?.dataset.row)
    // Somebody marks text to copy it.
    if (item === undefined || getSelection()?.isCollapsed === false) return
    // The row itself may be gone when the focus comes back.
    this.#box.current?.focus()
    this.setState({ active: item.id })
    this.props.onOpen(item)
  }

  #pressed(event: KeyboardEvent): void {
    const { items } = this.props
    const at = items.findIndex(({ id }) => id === this.state.active)
    const last = items.length - 1
    const to = { ArrowUp: at < 0 ? last : at - 1, ArrowDown: at + 1, Home: 0, End: last }[event.key]
    const item = items[at]
    if (event.key === 'Enter' && item !== undefined) this.props.onOpen(item)
    else if (to === undefined) return
    else this.#goTo(Math.max(0, Math.min(last, to)))
    event.preventDefault()
  }

  #goTo(index: number): void {
    const { items, isFollowing, onFollow } = this.props
    const item = items[index]
    const box = this.#box.current
    if (item === undefined || box === null) return
    const isLast = index === items.length - 1
    // Else it would run away from under the reader.
    if (isFollowing !== isLast) onFollow(isLast)
    this.#wanted = item.id
    this.setState({ active: item.id })
  }

  // Whether it is followed is known with the next update only.
  #reveal(box: HTMLElement): void {
    const { items, isFollowing } = this.props
    const index = items.findIndex(({ id }) => id === this.#wanted)
    if (index < 0 || isFollowing) {
      this.#wanted = undefined
      return
    }
    const row = box.querySelector(`[data-row="${CSS.escape(this.#wanted ?? '')}"]`)
    if (row !== null) {
      this.#wanted = undefined
      row.scrollIntoView({ block: 'nearest' })
    } else {
      const above = items.slice(0, index).reduce((sum, { id }) => sum + this.#heightOf(id), 0)
      box.scrollTop = above
      this.setState({ top: above })
    }
  }

  #heightOf(id: string): number {
    return this.#heights.get(id) ?? USUAL_HEIGHT
  }
}

function rowId(id: string): string {
  return `row-${id.replace(/[^\w-]/g, '_')}`
}
