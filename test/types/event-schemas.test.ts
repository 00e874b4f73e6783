// Holds the schemas to the documented types at compile time; at run time there is nothing to see.
import type { Events } from 'promethean'
import { expectTypeOf, it } from 'vitest'
import type { z } from 'zod'
import type { CoreType, coreEvents } from '../../core/events/core-events.ts'

type Made<T extends CoreType> = z.output<(typeof coreEvents)[T]['schema']>

/** Every field demanded, however deep: an optional one that is missing shows. */
type Whole<T> = T extends Date | string | number | boolean
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Whole<Item>[]
    : { readonly [K in keyof T]-?: Whole<T[K]> }

type IsBoth<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false

type Differing = {
  [T in CoreType]: IsBoth<Made<T>, Events[T]> extends true
    ? IsBoth<Whole<Made<T>>, Whole<Events[T]>> extends true
      ? never
      : T
    : T
}[CoreType]

it('the schema of each event type makes exactly what its type says', () => {
  expectTypeOf<Differing>().toEqualTypeOf<never>()
})

it('a missing optional field would show', () => {
  expectTypeOf<IsBoth<Whole<{ a: 1; b?: 2 }>, Whole<{ a: 1 }>>>().toEqualTypeOf<false>()
  expectTypeOf<IsBoth<{ a: 1; b?: 2 }, { a: 1; b: 2 }>>().toEqualTypeOf<false>()
})
