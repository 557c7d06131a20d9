// Nano-dollars arrive as text and stay whole numbers: no sum of them is ever rounded.
const PARTS = 1_000_000_000n;

export function sum(costs) {
  return costs.reduce((total, cost) => total + (cost == null ? 0n : BigInt(cost)), 0n);
}

export function dollars(nano) {
  const value = BigInt(nano);
  const decimals = (value % PARTS).toString().padStart(9, '0').replace(/0+$/, '').padEnd(2, '0');
  return `$${value / PARTS}.${decimals}`;
}
