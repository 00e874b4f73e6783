import type { Part } from './part.ts'
import { VARIABLES } from './variables.ts'

/** The database that every event can be written to. */
export const MONGO: Part = {
  id: 'mongo',
  title: 'MongoDB',
  hint: 'writes every event there',
  factory: 'mongo',
  needs: [VARIABLES.MONGODB_URI],
  options: ["uri: process.env.MONGODB_URI ?? ''"],
}
