/** Up to here hyperparameters are fitted anew after every observation. */
const EVERY = 20;

/**
 * Whether hyperparameters are fitted after this many observations: after each at first, then at steps of a twentieth
 * to a tenth, so that fitting takes a fixed share of the work of suggesting.
 */
export function isFitPosition(observations: number): boolean {
  if (observations <= EVERY) return true;
  const step = 2 ** Math.max(0, Math.floor(Math.log2(observations / 10)));
  return observations % step === 0;
}

/**
 * Whether the fit after this many observations begins from the priors. Those after it begin from its result, so that
 * any of them can be had again from two positions of the log.
 */
export function isAnchor(observations: number): boolean {
  return observations <= EVERY || Math.log2(observations) % 1 === 0;
}
