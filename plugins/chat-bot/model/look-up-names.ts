/** What a rule may let its model look up. */
export const LOOK_UPS = ['search', 'user_history', 'session_summary'] as const

export type LookUpName = (typeof LOOK_UPS)[number]
