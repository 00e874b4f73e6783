import { definePlugin, type NewEvent } from 'promethean'
import { Observable } from 'rxjs'
import { options } from './options.ts'
import { exposureOf } from './trouble.ts'

/** Twitch events and chat through a TAU server, with what it stored while nobody listened. */
export const tau = definePlugin({
  name: 'tau',
  options,
  setup: async ({ options, state, link, log, defer }) => {
    const { Reader } = await import('./reader.ts')
    const exposure = exposureOf(options.url)
    if (exposure !== undefined) log.warn(exposure)
    const reader = new Reader({ options, state, log, link: link({ quiet: options.quiet }) })
    defer(() => reader.close())
    return new Observable<NewEvent>(subscriber => {
      void reader.read(event => subscriber.next(event))
    })
  },
})
