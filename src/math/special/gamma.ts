/** (ζ(k) - 1) / k for k = 2, 3, ... */
const SERIES: readonly number[] = zetaTerms();

/** 1 - γ */
const ONE_LESS_EULER = 0.42278433509846713;
const HALF_LOG_2PI = 0.9189385332046728;

function zetaTerms(): readonly number[] {
  const known = [
    0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993, 0.01734306198444914,
    0.008349277381922827, 0.00407735619794434, 0.0020083928260822143, 0.0009945751278180853,
    0.0004941886041194646, 0.0002460865533080483, 0.0001227133475784891, 6.12481350587048e-5,
  ];
  const terms = known.map((value, i) => value / (i + 2));
  for (let k = terms.length + 2; k < 40; k++) {
    let sum = 0;
    for (let base = 8; base >= 2; base--) sum += base ** -k;
    terms.push(sum / k);
  }
  return terms;
}

/** log Γ(2 + z), |z| ≤ 0.5. */
function nearTwo(z: number): number {
  let sum = 0;
  for (let i = SERIES.length - 1; i >= 0; i--) sum = -z * (sum + SERIES[i]!);
  return z * (ONE_LESS_EULER - sum);
}

/** log Γ(x) for x > 0, exact in relative terms near its zeros 1 and 2 too. */
export function logGamma(x: number): number {
  if (!(x > 0)) return x === 0 ? Infinity : Number.NaN;
  if (x < 0.5) return logGamma(x + 1) - Math.log(x);
  if (x < 1.5) return nearTwo(x - 1) - Math.log1p(x - 1);
  if (x <= 2.5) return nearTwo(x - 2);
  if (x < 10) {
    let y = x;
    let product = 1;
    while (y > 2.5) {
      y -= 1;
      product *= y;
    }
    return Math.log(product) + nearTwo(y - 2);
  }
  const s = 1 / (x * x);
  const tail =
    (1 / 12 -
      s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * (691 / 360360 - s / 156)))))) /
    x;
  return (x - 0.5) * Math.log(x) - x + HALF_LOG_2PI + tail;
}
