import { type Choice, classify } from './classify.ts';

/** All training images. */
export default function objective({ params }: { readonly params: Choice }): { accuracy: number } {
  return { accuracy: classify(params, 1) };
}
