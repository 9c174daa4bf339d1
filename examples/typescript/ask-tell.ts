// The loop in your own hands: ask for a configuration, try it wherever you like, tell what came out.
// Run: node ask-tell.ts
import { openStudy } from 'tunewright';

const study = await openStudy({
  name: 'oven',
  space: {
    temperature: { float: [140, 240], default: 180 },
    minutes: { int: [10, 60], default: 30 },
    fan: { bool: true },
  },
  objective: { maximize: 'taste' },
  budget: { trials: 25 },
  seed: 1,
});

for (let trial = await study.ask(); trial !== undefined; trial = await study.ask()) {
  const { temperature, minutes, fan } = trial.params;
  const heat = (temperature + (fan ? 20 : 0)) * minutes ** 0.3;
  await study.tell(trial, { taste: 10 - ((heat - 560) / 60) ** 2 });
}

const best = study.best();
console.log(`taste ${best?.metrics.taste?.toFixed(2)} with`, best?.params);
await study.close();
