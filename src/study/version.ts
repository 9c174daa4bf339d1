/** Of this package; recorded with every study. */
export const version: string = '0.1.0';
