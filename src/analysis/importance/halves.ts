import type { RandomStream } from '../../math/random.ts';

/**
 * Standard deviation of a statistic, from its values on random halves of the data.
 * @param statistic - of the data at the given places; shape [k], the same k every time
 * @param halves - how many
 * @returns shape [k]
 * @remarks Halves drawn without replacement spread about the statistic as it spreads about the truth, since the factor
 * m/(n - m) is 1 at m = n/2. Unlike the bootstrap they hold no trial twice, which would look like certainty to trees and
 * densities.
 * @see D. N. Politis, J. P. Romano 1994, doi:10.1214/aos/1176325770; B. Efron 1982, "The jackknife, the bootstrap and
 * other resampling plans", chapter 8
 */
export function spreadOverHalves(
  count: number,
  halves: number,
  random: RandomStream,
  statistic: (places: Int32Array) => Float64Array,
): Float64Array {
  const samples = Array.from({ length: halves }, () => {
    const places = Int32Array.from(random.permutation(count).subarray(0, count >>> 1));
    return statistic(places.sort());
  });
  const size = samples[0]?.length ?? 0;
  return Float64Array.from({ length: size }, (_, k) => {
    const mean = samples.reduce((a, sample) => a + sample[k]!, 0) / halves;
    return Math.sqrt(samples.reduce((a, sample) => a + (sample[k]! - mean) ** 2, 0) / (halves - 1));
  });
}
