/** Gives each distinct text a small number, from 0 in the order of first sight. */
export class Names {
  readonly list: string[] = [];
  readonly #ids = new Map<string, number>();

  /** The number of a text, which it gets now if it is new. */
  intern(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = this.list.length;
    this.#ids.set(name, id);
    this.list.push(name);
    return id;
  }

  /** The number of a text, or -1 if it never occurred. */
  id(name: string): number {
    return this.#ids.get(name) ?? -1;
  }

  name(id: number): string {
    return this.list[id] as string;
  }
}
