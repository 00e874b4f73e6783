/** The row of `progress` that holds the end of the journal once its last event was forgotten. */
export const END = 'the end'
