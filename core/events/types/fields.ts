import { z } from 'zod'

export const text = z.string()
export const maybeText = text.exactOptional()
export const maybeFlag = z.boolean().exactOptional()
export const whole = z.int().nonnegative()
export const maybeWhole = whole.exactOptional()
export const nothing = z.strictObject({})

/** A moment as JSON writes it; a Date once it is read. */
export const moment = z.iso.datetime({ offset: true }).transform(written => new Date(written))
