import type { Domain } from '../../src/space/domain.ts';
import type { Space } from '../../src/space/space.ts';

type D = {
  path: string;
  low?: number;
  high?: number;
  int?: boolean;
  choices?: number;
  when?: (row: Float64Array) => boolean;
  on?: number[];
};

function domain(d: D): Domain {
  const finite = d.int === true || d.choices !== undefined;
  const low = d.choices === undefined ? d.low! : 0;
  const high = d.choices === undefined ? d.high! : d.choices - 1;
  const n = finite ? high - low + 1 : low === high ? 1 : Infinity;
  return {
    kind: 'fake',
    ordered: d.choices === undefined,
    cardinality: n,
    defaultNumber: finite ? Math.floor((low + high) / 2) : (low + high) / 2,
    contains: (x) => x >= low && x <= high && (!finite || Number.isInteger(x)),
    toUnit: (x) => (n === 1 ? 0.5 : finite ? (x - low + 0.5) / n : (x - low) / (high - low)),
    fromUnit: (u) => {
      const c = Math.min(1, Math.max(0, u));
      return finite ? low + Math.min(n - 1, Math.floor(c * n)) : low + c * (high - low);
    },
    nth: (k) => low + k,
    indexOf: (x) => x - low,
    toValue: (x) => x,
    fromValue: (v) => v as number,
    logPrior: () => 0,
    hasPrior: false,
  };
}

export function fakeSpace(ds: D[], satisfies: (row: Float64Array) => boolean = () => true): Space {
  const domains = ds.map(domain);
  const dimensions = ds.map((d, index) => ({
    index,
    path: d.path,
    name: d.path,
    parameter: d.path,
    position: -1,
    domain: domains[index]!,
    conditions: d.on ?? [],
  }));
  const isActive = (row: Float64Array, i: number): boolean => ds[i]!.when?.(row) ?? true;
  const activate = (row: Float64Array): Float64Array => {
    for (let i = 0; i < row.length; i++) if (!isActive(row, i)) row[i] = NaN;
    return row;
  };
  let size = NaN;
  const space: Space = {
    spec: {},
    constraints: [],
    dimensions,
    conditional: ds.some((d) => d.when),
    get size() {
      if (Number.isNaN(size)) {
        const count = (i: number, row: Float64Array): number => {
          if (i === ds.length) return satisfies(row) ? 1 : 0;
          if (!isActive(row, i)) {
            row[i] = NaN;
            return count(i + 1, row);
          }
          if (domains[i]!.cardinality === Infinity) return Infinity;
          let s = 0;
          for (let k = 0; k < domains[i]!.cardinality; k++) {
            row[i] = domains[i]!.nth(k);
            s += count(i + 1, row);
          }
          return s;
        };
        size = count(0, new Float64Array(ds.length));
      }
      return size;
    },
    defaultRow: () => activate(Float64Array.from(domains, (d) => d.defaultNumber)),
    activate,
    isActive,
    satisfies,
    contains: (row) =>
      row.every((x, i) => (isActive(row, i) ? domains[i]!.contains(x) : Number.isNaN(x))) && satisfies(row),
    key: (row) => row.join(),
    fromUnit: (u) => activate(Float64Array.from(domains, (d, i) => d.fromUnit(u[i]!))),
    toUnit: (row) => Float64Array.from(domains, (d, i) => d.toUnit(row[i]!)),
    toParams: () => ({}),
    toFlat: () => new Map(),
    fromParams: () => {
      throw new Error('unused');
    },
    digest: '',
  };
  return space;
}
