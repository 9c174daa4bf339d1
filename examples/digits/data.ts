import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { randomFrom, shuffle } from './random.ts';

/** Images of 8 × 8 grey values in [0, 1] and the digit that each shows. */
export interface Images {
  readonly count: number;
  /** Shape [count, 64]. */
  readonly pixels: Float64Array;
  /** Shape [count], 0 to 9. */
  readonly labels: Uint8Array;
}

export const PIXELS = 64;
export const CLASSES = 10;

/** All 1,797 images. */
export function loadDigits(): Images {
  const packed = readFileSync(new URL('./digits.csv.gz', import.meta.url));
  const rows = gunzipSync(packed).toString('ascii').trimEnd().split('\n');
  const images = empty(rows.length);
  rows.forEach((row, image) => {
    const values = row.split(',').map(Number);
    images.labels[image] = values.pop()!;
    images.pixels.set(
      values.map((value) => value / 16),
      image * PIXELS,
    );
  });
  return images;
}

/**
 * Splits the images in three: 60 % to train on, 20 % to validate settings with, 20 % to test the winner on.
 * Each digit has the same share in all three, and the split never changes, whatever the search does.
 */
export function splitDigits(all: Images): { train: Images; validation: Images; test: Images } {
  const random = randomFrom(1);
  const parts: { train: number[]; validation: number[]; test: number[] } = {
    train: [],
    validation: [],
    test: [],
  };
  for (let digit = 0; digit < CLASSES; digit++) {
    const members: number[] = [];
    all.labels.forEach((label, image) => {
      if (label === digit) members.push(image);
    });
    shuffle(members, random);
    const fifth = Math.round(members.length / 5);
    parts.test.push(...members.slice(0, fifth));
    parts.validation.push(...members.slice(fifth, 2 * fifth));
    parts.train.push(...members.slice(2 * fifth));
  }
  return {
    train: pick(all, parts.train),
    validation: pick(all, parts.validation),
    test: pick(all, parts.test),
  };
}

/** Two sets as one. */
export function join(first: Images, second: Images): Images {
  const images = empty(first.count + second.count);
  images.pixels.set(first.pixels);
  images.pixels.set(second.pixels, first.pixels.length);
  images.labels.set(first.labels);
  images.labels.set(second.labels, first.count);
  return images;
}

/** Some of the images. */
export function pick(from: Images, chosen: readonly number[]): Images {
  const images = empty(chosen.length);
  chosen.forEach((image, position) => {
    images.pixels.set(from.pixels.subarray(image * PIXELS, (image + 1) * PIXELS), position * PIXELS);
    images.labels[position] = from.labels[image]!;
  });
  return images;
}

function empty(count: number): Images {
  return { count, pixels: new Float64Array(count * PIXELS), labels: new Uint8Array(count) };
}
