/** Up to here hyperparameters are fitted anew after every observation. */
const EVERY = 30;

/**
 * Whether hyperparameters are fitted after this many observations: after each at first, then at steps of a
 * twentieth, so that fitting takes a fixed share of the work of suggesting.
 */
export function isFitPosition(observations: number): boolean {
  if (observations <= EVERY) return true;
  const step = 2 ** Math.max(0, Math.floor(Math.log2(observations / 20)));
  return observations % step === 0;
}
