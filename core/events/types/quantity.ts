/** `1 bit`, `2 bits`. */
export function quantity(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}
