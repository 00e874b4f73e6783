import type { App } from '../app.ts'
import type { ShownField } from '../status.ts'

// Longer ones scroll, so that what else waits stays in sight.
const LONG = 400

/** All that an agent would send, and where; the server has written out what nobody would see. */
export function AskedByAgent({ app, shown }: { app: App; shown: readonly ShownField[] }) {
  return (
    <dl class="waiting-shown">
      {shown.map(({ name, value }) => (
        <div key={name} data-field={name}>
          <dt>{app.texts.waiting.field(name)}</dt>
          <dd>
            <Value name={app.texts.waiting.field(name)} value={value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Value({ name, value }: ShownField) {
  if (value.length <= LONG) return <bdi>{value}</bdi>
  return (
    // Scrolled with the keyboard, too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: https://dequeuniversity.com/rules/axe/4.11/scrollable-region-focusable
    <section class="waiting-long" tabIndex={0} aria-label={name}>
      <bdi>{value}</bdi>
    </section>
  )
}
