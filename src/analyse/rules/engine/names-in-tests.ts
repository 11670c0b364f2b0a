// Tells which names the test files of a tree mention. The first few are searched one by one; after that all words of
// the tests are read once, so that a large change does not search every test for every name.
import type { SourceTree } from '../../../domain/snapshot.ts';

/** Names that are searched one by one: together they cost about as much as reading all words. */
const MAX_SEARCHES = 24;

/** The names that tests mention. */
export class NamesInTests {
  private readonly tree: SourceTree;
  private readonly answers = new Map<string, boolean>();
  private words: ReadonlySet<string> | null = null;

  constructor(tree: SourceTree) {
    this.tree = tree;
  }

  /** Whether a test file mentions a name as a word. */
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
