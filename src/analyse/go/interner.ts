// Names as numbers: an identifier is kept once, however many files write it.

/** A table of names; the first ids are those of `first`, in its order. */
export class Interner {
  private readonly ids = new Map<string, number>();
  private readonly texts: string[] = [];
  private readonly answers = new Map<RegExp, Map<number, boolean>>();

  constructor(first: readonly string[]) {
    for (const word of first) this.id(word);
  }

  get size(): number {
    return this.texts.length;
  }

  id(text: string): number {
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    // A slice of a file would keep the whole file in memory.
    const own = text.length > 12 ? Buffer.from(text, 'utf8').toString('utf8') : text;
    this.texts.push(own);
    this.ids.set(own, this.texts.length - 1);
    return this.texts.length - 1;
  }

  /** Id of a name that is known; -1 for any other, which then no file writes. */
  known(text: string): number {
    return this.ids.get(text) ?? -1;
  }

  text(id: number): string {
    return this.texts[id] ?? '';
  }

  /** Whether a name matches a pattern; each is asked once. */
  matches(pattern: RegExp, id: number): boolean {
    const answers = this.answers.get(pattern) ?? new Map<number, boolean>();
    this.answers.set(pattern, answers);
    const answer = answers.get(id) ?? pattern.test(this.text(id));
    answers.set(id, answer);
    return answer;
  }
}
