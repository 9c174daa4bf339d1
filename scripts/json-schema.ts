import { z } from 'zod';
import { studySchema } from '../src/study/definition/schema.ts';

type Json = { readonly [key: string]: unknown };

const scalar: Json = { type: ['string', 'number', 'boolean', 'null'] };
const number: Json = { type: 'number' };
const range: Json = {
  type: 'array',
  items: number,
  minItems: 2,
  maxItems: 2,
  description: 'Both ends included.',
};
const scalars: Json = { type: 'array', items: scalar, minItems: 1 };
const orList = (one: Json): Json => ({ anyOf: [one, { type: 'array', items: one }] });
const weights: Json = closed({ weights: { type: 'array', items: { type: 'number', minimum: 0 } } });
const belief: Json = closed({ mean: number, sd: { type: 'number', exclusiveMinimum: 0 } });

const always: Json = {
  when: { type: 'string', description: 'Active only where this holds, as in "layers > 2".' },
  repeat: {
    type: 'string',
    description: 'An integer parameter: the value becomes a list of so many entries.',
  },
};

function closed(properties: Json, required: readonly string[] = []): Json {
  return {
    type: 'object',
    properties,
    additionalProperties: false,
    ...(required.length > 0 && { required }),
  };
}

function kind(key: string, value: Json, options: Json): Json {
  return closed({ [key]: value, ...options, ...always }, [key]);
}

const numeric: Json = {
  log: { type: 'boolean', description: 'Search powers evenly.' },
  step: { type: 'number', exclusiveMinimum: 0 },
  default: orList(number),
  prior: belief,
};

/** What `space/` takes as a parameter; its messages are better, this is for editors. */
const parameter: Json = {
  description: 'One of: float, int, categorical, ordinal, bool, oneOf, constant.',
  anyOf: [
    kind('float', range, numeric),
    kind('int', { ...range, items: { type: 'integer' } }, numeric),
    kind('categorical', scalars, { default: orList(scalar), prior: weights }),
    kind('ordinal', scalars, { default: orList(scalar), prior: weights }),
    kind('bool', { const: true }, { default: orList({ type: 'boolean' }), prior: weights }),
    kind(
      'oneOf',
      {
        type: 'object',
        description: 'Each choice with the parameters that it brings.',
        additionalProperties: { $ref: '#/definitions/space' },
      },
      { default: { type: 'string' }, prior: weights },
    ),
    kind('constant', scalar, {}),
  ],
};

/** The JSON Schema of study files (draft 7, which editors know best), made from what checks them. */
export function jsonSchemaText(): string {
  const made = z.toJSONSchema(studySchema, { io: 'input', target: 'draft-7' }) as unknown as {
    readonly properties: Json;
  };
  const schema = {
    ...made,
    $id: 'https://unpkg.com/tunewright/schema/study.json',
    title: 'Tunewright study',
    properties: { ...made.properties, space: { $ref: '#/definitions/space' } },
    definitions: {
      parameter,
      space: {
        type: 'object',
        description: 'The parameters and their ranges.',
        additionalProperties: { $ref: '#/definitions/parameter' },
      },
    },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
