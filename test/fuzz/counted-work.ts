// Counts the work of a task instead of timing it: the characters and elements that the language's own searches, copies and
// patterns go over. The same task counts the same on every machine. Work of the grammar (WebAssembly) and steps inside a
// pattern do not count; `npm run regexes` judges those.

type Sized = string | readonly unknown[];
type Cost = (self: Sized, args: readonly unknown[], result: unknown) => number;

const SEARCHES = ['indexOf', 'includes'] as const;
const OF_STRINGS = ['split', 'replace', 'replaceAll', 'trim'] as const;
const OF_ARRAYS = [
  ...['find', 'findIndex', 'findLast', 'filter', 'some', 'every', 'includes', 'indexOf', 'map', 'flatMap', 'reduce'],
  ...['slice', 'concat', 'join', 'sort', 'forEach', 'flat', 'shift', 'unshift', 'splice', 'toSorted', 'toSpliced'],
] as const;

const wholeLength: Cost = (self) => self.length;

/** To the place that was found, or to the end. */
const searched: Cost = (self, [, from], result) => {
  const start = typeof from === 'number' ? from : 0;
  return (typeof result === 'number' && result >= 0 ? result + 1 : self.length) - start;
};

/** Characters and elements that a task's calls went over. */
export async function countWork(task: () => Promise<unknown>): Promise<number> {
  let work = 0;
  const wrap = (of: object, name: string, cost: Cost) => {
    const original = Reflect.get(of, name) as ((...args: unknown[]) => unknown) | undefined;
    if (original === undefined) return () => true;
    Reflect.set(of, name, function (this: Sized, ...args: unknown[]) {
      const result = original.apply(this, args);
      work += cost(this, args, result);
      return result;
    });
    return () => Reflect.set(of, name, original);
  };
  const { exec } = RegExp.prototype;
  const restore = [
    ...SEARCHES.map((name) => wrap(String.prototype, name, searched)),
    ...OF_STRINGS.map((name) => wrap(String.prototype, name, (self, [by]) => (by instanceof RegExp ? 0 : self.length))),
    ...OF_ARRAYS.map((name) => wrap(Array.prototype, name, wholeLength)),
    () => Reflect.set(RegExp.prototype, 'exec', exec),
  ];
  // Every pattern ends in this method. A global one goes on where it stopped; a sticky one looks at one place.
  RegExp.prototype.exec = function (text) {
    const start = this.global || this.sticky ? this.lastIndex : 0;
    const match = exec.call(this, text);
    if (match !== null) work += match.index + match[0].length - start + 1;
    else work += this.sticky ? 1 : Math.max(0, text.length - start);
    return match;
  };
  try {
    await task();
    return work;
  } finally {
    for (const one of restore) one();
  }
}
