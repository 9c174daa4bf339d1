import { createInterface } from 'node:readline/promises';

/** Asks on the terminal; Enter alone takes the proposal. Asks again while there is neither. */
export async function ask(question: string, proposal: string | undefined): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    for (;;) {
      const answer = await terminal.question(`${question}${proposal === undefined ? '' : ` [${proposal}]`} `);
      const text = answer.trim() === '' ? proposal : answer.trim();
      if (text !== undefined) return text;
    }
  } finally {
    terminal.close();
  }
}
