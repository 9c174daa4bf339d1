/** Names that a script seems to print with a number, the likeliest objective first. */
export function printedMetrics(source: string): readonly string[] {
  const names = new Map<string, number>();
  const patterns = [
    // print(f"val_accuracy: {accuracy:.4f}"), echo "loss=$loss", console.log(`loss: ${loss}`)
    /["'`\s{,]([A-Za-z_][\w/-]{1,40})\s*[:=]\s*(?:\$?\{|\$[\w(]|%)/g,
    // print("accuracy:", accuracy), console.log('loss', loss)
    /(?:print|log|echo|printf|write)\s*\(?\s*["'`]([A-Za-z_][\w/ -]{0,40}?)\s*[:=]?\s*["'`]\s*[,+]/g,
    // print(json.dumps({"loss": loss})), console.log(JSON.stringify({ loss }))
    /(?:dumps|stringify)\s*\(\s*\{\s*["']?([A-Za-z_]\w*)["']?\s*[:,}]/g,
  ];
  for (const line of source.split('\n')) {
    if (!/print|log|echo|write|dumps|stringify/.test(line)) continue;
    for (const pattern of patterns)
      for (const [, name = ''] of line.matchAll(pattern)) {
        const metric = name.trim();
        if (metric !== '' && !IGNORED.test(metric)) names.set(metric, likelihood(metric));
      }
  }
  return [...names].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

const IGNORED = /^(epochs?|step|steps|iteration|iter|seed|time|device|usage|http|https)$/i;
const LARGE = /acc|auc|f1|score|r2|reward|return|precision|recall|bleu|rouge|iou|dice|map|throughput|hits/i;
const SMALL = /loss|err|mse|mae|rmse|perplexity|ppl|nll|seconds|latency|bytes|size|cost|regret|wer|cer/i;

function likelihood(name: string): number {
  const held = /val|valid|test|dev|eval|heldout/i.test(name) ? 2 : 0;
  const training = /train/i.test(name) ? -3 : 0;
  return held + training + (LARGE.test(name) ? 2 : SMALL.test(name) ? 1 : 0);
}

/** Which way a metric of this name is better. */
export function directionOf(metric: string): 'maximize' | 'minimize' {
  return LARGE.test(metric) && !SMALL.test(metric) ? 'maximize' : 'minimize';
}
