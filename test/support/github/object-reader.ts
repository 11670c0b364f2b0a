// Reads git objects many at a time: what is asked within one turn of the event loop is answered by one `git cat-file --batch`.

/** An object of git's store. */
export interface GitObject {
  readonly oid: string;
  readonly type: 'blob' | 'tree' | 'commit' | 'tag';
  readonly bytes: Buffer;
}

interface Waiting {
  readonly name: string;
  readonly resolve: (object: GitObject | null) => void;
  readonly reject: (error: unknown) => void;
}

export class ObjectReader {
  readonly #run: (args: readonly string[], input: string) => Promise<Buffer>;
  #waiting: Waiting[] = [];

  constructor(run: (args: readonly string[], input: string) => Promise<Buffer>) {
    this.#run = run;
  }

  /** null where there is no such object. */
  read(name: string): Promise<GitObject | null> {
    if (/[\0\n]/.test(name) || name === '') return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ name, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => void this.#answer());
    });
  }

  async #answer(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    try {
      const output = await this.#run(['cat-file', '--batch'], batch.map(({ name }) => `${name}\n`).join(''));
      let at = 0;
      for (const { resolve } of batch) {
        const end = output.indexOf(0x0a, at);
        const header = parseHeader(output.toString('utf8', at, end));
        at = end + 1;
        resolve(header === null ? null : { ...header.object, bytes: output.subarray(at, at + header.size) });
        if (header !== null) at += header.size + 1;
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}

/** "<oid> <type> <size>"; anything else ("<name> missing", where the name may hold blanks) is null. */
function parseHeader(line: string): { object: Pick<GitObject, 'oid' | 'type'>; size: number } | null {
  const [, oid = '', type, size] = /^([0-9a-f]{40,64}) (blob|tree|commit|tag) (\d+)$/.exec(line) ?? [];
  return type === undefined ? null : { object: { oid, type: type as GitObject['type'] }, size: Number(size) };
}
