import { z } from 'zod'

export const text = z.string()
export const maybeText = text.exactOptional()
export const maybeFlag = z.boolean().exactOptional()
export const whole = z.int().nonnegative()
export const maybeWhole = whole.exactOptional()
export const nothing = z.strictObject({})

/** A time: a string in JSON, a Date once it is parsed. */
export const moment = z.iso.datetime({ offset: true }).transform(written => new Date(written))
