// Maps names to numbers, so that each identifier is stored once however many files contain it.

/** A table of names. The first ids are those of `first`, in that order. */
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
    // A slice would keep the whole file in memory.
    const own = text.length > 12 ? Buffer.from(text, 'utf8').toString('utf8') : text;
    this.texts.push(own);
    this.ids.set(own, this.texts.length - 1);
    return this.texts.length - 1;
  }

  /** Id of a known name; -1 for any other, which no file contains. */
  known(text: string): number {
    return this.ids.get(text) ?? -1;
  }

  text(id: number): string {
    return this.texts[id] ?? '';
  }

  /** Tells whether a name matches a pattern; each pair is tested once. */
  matches(pattern: RegExp, id: number): boolean {
    const answers = this.answers.get(pattern) ?? new Map<number, boolean>();
    this.answers.set(pattern, answers);
    const answer = answers.get(id) ?? pattern.test(this.text(id));
    answers.set(id, answer);
    return answer;
  }
}
