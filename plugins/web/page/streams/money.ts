/** An amount as it is written where the viewer lives: `€15.00`; `15 GEM` if the currency is none of the known ones. */
export function moneyText(amount: number, currency: string): string {
  const plain = `${new Intl.NumberFormat().format(amount)} ${currency}`.trim()
  // Three letters are all that Intl takes.
  if (!/^[A-Za-z]{3}$/.test(currency)) return plain
  return new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(amount)
}
