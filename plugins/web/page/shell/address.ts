import type { Connection } from '../connection.ts'
import type { Store } from '../store.ts'

/** Has the address name the view that is shown, so that a dock opens with it; a new token is used at once. */
export function followAddress(view: Store<string>): void {
  view.subscribe(() => {
    history.replaceState(null, '', `?view=${encodeURIComponent(view.value)}${location.hash}`)
  })
  addEventListener('hashchange', () => location.reload())
}

/** Reloads the page once the server is another version than the one that it came from. */
export function reloadWhenOther({ welcome }: Connection): void {
  let first: string | undefined
  welcome.subscribe(() => {
    const version = welcome.value?.version
    first ??= version
    if (version !== first) location.reload()
  })
}
