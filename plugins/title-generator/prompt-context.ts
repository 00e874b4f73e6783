/** What a prompt template or function gets. All of it comes from the streamer or is counted. */
export interface PromptContext {
  /** `Monday`, in the streamer's time zone. */
  readonly weekday: string
  /** 0 to 23, in the streamer's time zone. */
  readonly hour: number
  readonly partOfDay: 'morning' | 'afternoon' | 'evening' | 'night'
  /** The mood that the streamer set with `mood.set`. */
  readonly mood: string | undefined
  /** The chat of the last stream. */
  readonly lastChat: ChatSummary | undefined
  readonly variables: Readonly<Record<string, string | number | boolean>>
  readonly maxLength: number
}

export interface ChatSummary {
  /** Lines a minute. */
  readonly rate: number
  /** -1 to 1. */
  readonly sentiment: number
}

/** What a fallback template gets: also the platform's data about the channel. */
export interface FallbackContext extends PromptContext {
  readonly category: string | undefined
  /** The channel's current title. */
  readonly title: string | undefined
}

/** Weekday, hour and part of the day at a time in a time zone. */
export function timeOfDay(
  now: Date,
  timeZone: string,
): Pick<PromptContext, 'weekday' | 'hour' | 'partOfDay'> {
  const weekday = now.toLocaleDateString('en', { weekday: 'long', timeZone })
  const hour = Number(
    now.toLocaleTimeString('en', { hour: '2-digit', hourCycle: 'h23', timeZone }).slice(0, 2),
  )
  return { weekday, hour, partOfDay: partOfDay(hour) }
}

function partOfDay(hour: number): PromptContext['partOfDay'] {
  if (hour < 5 || hour >= 23) return 'night'
  if (hour < 12) return 'morning'
  return hour < 17 ? 'afternoon' : 'evening'
}
