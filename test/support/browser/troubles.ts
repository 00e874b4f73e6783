import { setTimeout } from 'node:timers/promises'
import { freePort } from '../process/child.ts'
import type { Stage } from './stage.ts'
import type { Troubled, TroubleSettings } from './trouble.ts'

/** A trouble to be looked at alone. */
export interface KindOfTrouble {
  readonly needs?: TroubleSettings
  /** Before any page is opened. */
  begin?(world: Troubled): void | Promise<void>
  /** While a page is open, before its picture. */
  whileOpen?(world: Troubled): void | Promise<void>
  /** After its picture. */
  after?(world: Troubled): void | Promise<void>
  /** Of the page; default: what `promethean dock` prints. */
  address?(url: string): string
}

// The page says so within 3 s.
const NOTICED_MS = 5_000

/** Every trouble the page has something to say about. */
export const TROUBLES: Readonly<Record<string, KindOfTrouble>> = {
  obs: { needs: { broken: ['obs'] } },
  database: {
    needs: { broken: ['database'] },
    // Test events are no business of a database.
    begin: ({ stage }) => speak(stage, 3),
  },
  failed: { needs: { broken: ['failed'] } },
  stale: {
    begin: async world => {
      await world.stage.line('is anybody there?')
      world.silence()
      // Chat is silent for longer than it may be.
      await setTimeout(8_000)
    },
  },
  refused: { begin: world => world.refuse() },
  full: {
    needs: { broken: ['database'], settings: "journal: { maxSize: '2MB' }," },
    begin: ({ stage }) => speak(stage, 60),
  },
  disk: { needs: { hasSmallDisk: true }, begin: world => world.fill() },
  muted: { begin: world => world.command('mute') },
  'muted-one': { begin: world => world.command('mute', 'stage') },
  paused: {
    needs: { broken: ['database'] },
    begin: world => world.command('pause', 'mongo'),
  },
  waiting: {
    begin: async ({ stage }) => {
      await stage.cue({ ask: 'title', text: 'Lamplight and ladders: the windmill' })
      await stage.cue({ ask: 'answer', text: 'We play until eleven, then the windmill.' })
    },
  },
  gone: {
    whileOpen: async ({ instance }) => {
      await instance.kill()
      await setTimeout(NOTICED_MS)
    },
    after: ({ instance }) => instance.restart(),
  },
  hangs: {
    whileOpen: async ({ instance }) => {
      instance.run.signal('SIGSTOP')
      await setTimeout(NOTICED_MS)
    },
    after: ({ instance }) => instance.run.signal('SIGCONT'),
  },
  moved: {
    whileOpen: async world => {
      world.move(await freePort())
      await setTimeout(NOTICED_MS)
    },
    after: async world => {
      world.move(world.instance.port)
      await world.instance.restart()
    },
  },
  token: { address: url => url.replace(/#.*/, '#not-a-token') },
  'no-token': { address: url => url.replace(/#.*/, '') },
}

async function speak(stage: Stage, lines: number): Promise<void> {
  await stage.tell(
    ...Array.from({ length: lines }, (_, at) => stage.lineOf(`is anybody there? ${at}`)),
  )
}
