// Which names the test files of a tree write. A few questions are cheaper to search for, name by name; from many on,
// all words of the tests are read once, so that a large change costs no look at every test for every name.
import type { SourceTree } from '../../../domain/snapshot.ts';

/** Names that are searched for one by one: as many as cost about one reading of all words. */
const MAX_SEARCHES = 24;

export class NamesInTests {
  private readonly tree: SourceTree;
  private readonly answers = new Map<string, boolean>();
  private words: ReadonlySet<string> | null = null;

  constructor(tree: SourceTree) {
    this.tree = tree;
  }

  /** Whether a test file has a name as a word of its own. */
  has(name: string): boolean {
    let known = this.answers.get(name);
    if (known === undefined) {
      known = this.answers.size < MAX_SEARCHES || !/^\w+$/.test(name) ? this.search(name) : this.read().has(name);
      this.answers.set(name, known);
    }
    return known;
  }

  private search(name: string): boolean {
    const word = new RegExp(`\\b${name}\\b`);
    for (const text of this.texts()) if (text.includes(name) && word.test(text)) return true;
    return false;
  }

  private read(): ReadonlySet<string> {
    if (this.words !== null) return this.words;
    const words = new Set<string>();
    for (const text of this.texts()) for (const word of text.match(/\w+/g) ?? []) words.add(word);
    this.words = words;
    return words;
  }

  private *texts(): Generator<string> {
    for (const path of this.tree.readable()) {
      const text = path.endsWith('_test.go') ? this.tree.text(path) : undefined;
      if (text !== undefined) yield text;
    }
  }
}
