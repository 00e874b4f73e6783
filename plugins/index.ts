export { ignoreUsers } from './ignore-users/index.ts'
export { restreamFilter } from './restream-filter/index.ts'
export { simulator } from './simulator/index.ts'
