// Reads the finished study and shows its winner beside the default setting, on all data that they were judged by.
import { loadStudy } from 'tunewright';

const study = await loadStudy('digits', { folder: import.meta.dirname });
const { search, fresh, holdout } = study.verdict()?.report ?? {};
if (search === undefined || holdout === undefined) throw new Error('Run the study to its end first.');

// Where nothing is known to be better, the default is the winner.
const untuned = holdout.default ?? holdout.value;
console.log('\n                 search  fresh splits   test');
console.log(
  `winner           ${fixed(search.value)}  ${fixed(fresh?.value.value)}          ${fixed(holdout.value)}`,
);
console.log(
  `default setting  ${fixed(search.default ?? search.value)}  ${fixed(fresh?.default?.value)}          ${fixed(untuned)}`,
);
console.log(
  '\nThe test images were locked away: the study read them once, after all was decided, with three',
);
console.log('networks for each setting.\n');
console.log(`test accuracy ${fixed(holdout.value)} (default setting ${fixed(untuned)})`);
console.log(`study kept in ${study.location}`);
await study.close();

function fixed(share?: number): string {
  return share?.toFixed(3) ?? '  -  ';
}
