/** For Optuna: node once.ts '{"learning_rate":0.1,"width":32,"batch_size":32,"momentum":0.9}' prints one accuracy. */
import { type Choice, classify } from './classify.ts';

console.log(classify(JSON.parse(process.argv[2] ?? '') as Choice, 5));
