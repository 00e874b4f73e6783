import type { Refusal } from '../wire.ts'

/** What could not be done, why, and what to do. */
export function Refused({ refusal: { what, why, advice, problems = [] } }: { refusal: Refusal }) {
  const sentence = why === undefined ? what : `${what}: ${why}`
  return (
    <p class="refused" role="alert">
      <span aria-hidden="true">✕ </span>
      <bdi>{sentence}</bdi>
      {advice !== undefined && <bdi>; {advice}</bdi>}
      {problems.map(({ path, message }) => (
        <bdi key={path}>
          {' '}
          {path}: {message}
        </bdi>
      ))}
    </p>
  )
}
