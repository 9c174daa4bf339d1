/** The few assertions of the contract suites, so that they depend on no test runner. */
export function check(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}

/** Deep equality of plain data and typed arrays; NaN equals NaN, -0 does not equal 0. */
export function checkEqual(actual: unknown, expected: unknown, what: string): void {
  const left = show(actual);
  const right = show(expected);
  if (left !== right) throw new Error(`${what}\n  expected ${right}\n  but got  ${left}`);
}

/** Fails unless the promise is rejected with an error of that code. */
export async function checkRejects(promise: Promise<unknown>, code: string, what: string): Promise<void> {
  let result: unknown;
  try {
    result = await promise;
  } catch (error) {
    checkEqual((error as { readonly code?: unknown }).code, code, what);
    return;
  }
  throw new Error(`${what}\n  expected the error ${code}\n  but got  ${show(result)}`);
}

function show(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : `${value}`;
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? JSON.stringify(value) : `${value}`;
  if (ArrayBuffer.isView(value)) {
    return `${value.constructor.name}[${[...(value as unknown as Iterable<number>)].map(show).join()}]`;
  }
  if (Array.isArray(value)) return `[${value.map(show).join()}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${show(member)}`);
  return `{${members.join()}}`;
}
