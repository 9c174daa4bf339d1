/** Every process of an evaluation carries this variable, however far it has moved from its parent. */
export const leaseVariable = 'TUNEWRIGHT_LEASE';

export interface Lease {
  readonly study: string;
  readonly evaluation: number;
  readonly token: number;
}

/** `<study>/<evaluation>/<token>`, without blanks and commas. */
export function leaseText(lease: Lease): string {
  return `${encodeURIComponent(lease.study)}/${lease.evaluation}/${lease.token}`;
}

/** The variable's value: a study that runs inside a trial of another one keeps the outer lease before its own. */
export function leaseValue(lease: Lease, outer: string | undefined): string {
  return outer === undefined || outer === '' ? leaseText(lease) : `${outer},${leaseText(lease)}`;
}

/** All leases in the variable's value, outer ones first; what is no lease is left out. */
export function parseLeases(value: string): Lease[] {
  return value.split(',').flatMap((text) => {
    const match = /^([^/\s]+)\/(\d+)\/(-?\d+)$/.exec(text);
    if (match === null) return [];
    return [{ study: decodeURIComponent(match[1]!), evaluation: Number(match[2]), token: Number(match[3]) }];
  });
}
