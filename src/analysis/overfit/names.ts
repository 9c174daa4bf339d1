/** Prefixes of a metric that was measured on data which the program did not train on. */
const VALIDATION = /^(val|valid|validation|dev|eval|cv|holdout)[_-]/i;

/**
 * The same metric on other data, as programs name it: `train_loss` beside `val_loss` or `loss`.
 * @param known - names of all metrics
 */
export function siblingOf(
  metric: string,
  data: 'train' | 'test',
  known: readonly string[],
): string | undefined {
  const bare = metric.replace(VALIDATION, '');
  const wanted = [
    `${data}_${bare}`,
    `${data}-${bare}`,
    `${bare}_${data}`,
    ...(data === 'train' ? [`training_${bare}`] : []),
  ];
  return wanted.find((name) => name !== metric && known.includes(name));
}
