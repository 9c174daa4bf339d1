/** What every benchmark is made of: tables of figures, targets with what was measured, and failures. */

export type Cell = string | number | null;

export interface Table {
  readonly title: string;
  /** One sentence: what is measured, in which unit, whether low or high is good. */
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Target {
  readonly name: string;
  /** As the project states it, for example '>= 100 times'. */
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
  /** Why a target was missed and what was tried. */
  readonly note?: string;
}

export interface Findings {
  readonly settings: { readonly [name: string]: Cell | readonly Cell[] };
  readonly tables: readonly Table[];
  readonly targets: readonly Target[];
  /** Everything that went wrong; a failed run is never left out of the counts. */
  readonly failures: readonly string[];
  /** Raw results, for anyone who wants to compute something else. */
  readonly raw?: unknown;
  /** Pictures as SVG text, with a title each. */
  readonly pictures?: readonly { readonly title: string; readonly svg: string }[];
}

export interface Context {
  readonly quick: boolean;
  /** Further `--name value` options of the suite. */
  readonly options: ReadonlyMap<string, string>;
  log(line: string): void;
  /** The Python of a virtual environment with the pinned packages of `bench/requirements/NAME.txt`; made when needed. */
  python(requirements: string): Promise<string>;
}

export interface Suite {
  readonly title: string;
  run(context: Context): Promise<Findings>;
}
