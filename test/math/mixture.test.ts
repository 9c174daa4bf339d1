import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Kernels, kernelLogs, logSums } from '../../src/math/mixture/kernel-logs.ts';
import { plainPlace, plainSquares, plainSums } from '../../src/math/mixture/plain.ts';
import { stream } from '../../src/math/random.ts';
import { normalCdf, normalPdf } from '../../src/math/special/normal.ts';
import { kernel } from '../../src/math/wasm/kernel.ts';

const bits = (numbers: Float64Array): BigUint64Array =>
  new BigUint64Array(numbers.buffer, numbers.byteOffset, numbers.length);

test('the WebAssembly kernel and its plain twin agree bit for bit', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31), fc.nat(12), fc.nat(40), fc.nat(3), (seed, dims, size, blocks) => {
      const random = stream(seed);
      const even = size + (size & 1);
      const rows = 4 * blocks;
      const pitch = even + 2;
      const places: number[] = [];
      let length = 0;
      const room = [
        dims,
        386,
        size * dims,
        2 * size,
        pitch,
        even * dims,
        rows * dims,
        2 * rows,
        rows * pitch,
      ];
      for (const part of room) {
        places.push(length);
        length += part;
      }
      const [precisions, table, u, masses, base, z, x, out, logs] = places as [
        ...[number, number, number, number, number, number, number, number, number],
      ];
      const plain = Float64Array.from({ length }, () => random.uniform());
      for (let d = 0; d < dims; d++) plain[precisions + d] = 10 ** (4 * random.uniform() - 1);
      for (let k = 0; k < pitch; k++) plain[base + k] = 40 * random.normal();
      const k = kernel()!;
      const address = k.allocate(8 * length);
      new Float64Array(k.memory.buffer, address, length).set(plain);
      const at = (place: number): number => address + 8 * place;

      plainPlace(plain, u, precisions, table, z, masses, dims, size);
      k.place(at(u), at(precisions), at(table), at(z), at(masses), dims, size);
      plainSquares(plain, base, z, x, logs, rows, dims, even, pitch);
      k.squares(at(base), at(z), at(x), at(logs), rows, dims, even, pitch);
      plainSums(plain, logs, rows, pitch, out);
      k.sums(at(logs), rows, pitch, at(out));
      expect(bits(new Float64Array(k.memory.buffer, address, length))).toEqual(bits(plain));
    }),
  );
});

test('the log density of a mixture is the sum of its truncated normals', () => {
  const random = stream(5);
  for (const [size, dims] of [
    [0, 2],
    [1, 1],
    [7, 3],
    [30, 5],
  ] as const) {
    const stride = dims + 1;
    const rows = Int32Array.from({ length: size }, (_, k) => 2 * k);
    const table = Float64Array.from({ length: 2 * Math.max(size, 6) * stride }, () => random.uniform());
    const columns = Int32Array.from({ length: dims }, (_, d) => d + 1);
    const widths = Float64Array.from({ length: stride }, () => 0.05 + 0.5 * random.uniform());
    const factors = Float64Array.from({ length: size + 1 }, () => random.normal());
    const kernels: Kernels = { centres: { table, stride, columns, count: size, rows }, widths, factors };
    const out = new Float64Array(5);
    logSums(kernelLogs(kernels, { table, stride, columns, count: 5 }), out);
    for (let i = 0; i < 5; i++) {
      let sum = Math.exp(factors[size]!);
      for (let k = 0; k < size; k++) {
        let product = Math.exp(factors[k]!);
        for (const column of columns) {
          const centre = table[rows[k]! * stride + column]!;
          const width = widths[column]!;
          const inside = normalCdf((1 - centre) / width) - normalCdf(-centre / width);
          product *= normalPdf((table[i * stride + column]! - centre) / width) / width / inside;
        }
        sum += product;
      }
      expect(Math.abs(out[i]! - Math.log(sum))).toBeLessThan(1e-4);
    }
  }
});
