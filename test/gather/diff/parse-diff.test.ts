// Unified diffs become hunks whose line numbers can be trusted.
import { describe, expect, test } from '@jest/globals';
import { parseDiff, parseHunks, unquotePath } from '../../../src/gather/diff/parse-diff.ts';

/** Each line as "kind before head text", which shows all four at a glance. */
function lines(patch: string): string[] {
  const hunks = parseHunks(patch);
  if (!hunks) throw new Error('not whole');
  return hunks.flatMap((hunk) => [
    `@ -${hunk.beforeStart},${hunk.beforeLines} +${hunk.headStart},${hunk.headLines} ${JSON.stringify(hunk.heading)}`,
    ...hunk.lines.map(({ kind, text, beforeLine, headLine }) =>
      [kind, beforeLine ?? '-', headLine ?? '-', JSON.stringify(text)].join(' '),
    ),
  ]);
}

describe('the hunks of one file', () => {
  test('count both sides, line by line', () => {
    const patch = [
      '@@ -3,4 +3,5 @@ func Load(ctx context.Context) error {',
      ' \tdb := open()',
      '-\treturn db.Load()',
      '+\tdefer db.Close()',
      '+\treturn db.Load(ctx)',
      ' }',
      ' ',
    ].join('\n');
    expect(lines(patch)).toMatchInlineSnapshot(`
[
  "@ -3,4 +3,5 "func Load(ctx context.Context) error {"",
  "context 3 3 "\\tdb := open()"",
  "removed 4 - "\\treturn db.Load()"",
  "added - 4 "\\tdefer db.Close()"",
  "added - 5 "\\treturn db.Load(ctx)"",
  "context 5 6 "}"",
  "context 6 7 """,
]
`);
  });

  test('of an added and of a removed file stand on one side only', () => {
    expect(lines('@@ -0,0 +1,2 @@\n+package a\n+')).toMatchInlineSnapshot(`
[
  "@ -0,0 +1,2 """,
  "added - 1 "package a"",
  "added - 2 """,
]
`);
    expect(lines('@@ -1 +0,0 @@\n-package a')).toMatchInlineSnapshot(`
[
  "@ -1,1 +0,0 """,
  "removed 1 - "package a"",
]
`);
  });

  test('keep the carriage return of a CRLF file, which is part of the line', () => {
    expect(lines('@@ -1 +1 @@\n-a\r\n+b\r')).toMatchInlineSnapshot(`
[
  "@ -1,1 +1,1 """,
  "removed 1 - "a\\r"",
  "added - 1 "b\\r"",
]
`);
  });

  test('leave out the note that a file does not end with a line feed', () => {
    const patch = '@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file';
    expect(lines(patch)).toMatchInlineSnapshot(`
[
  "@ -1,1 +1,1 """,
  "removed 1 - "a"",
  "added - 1 "b"",
]
`);
  });

  test('hold lines that look like headers', () => {
    const patch = '@@ -1,3 +1,3 @@\n--- a/not-a-header\n+++ b/not-a-header\n @@ -1 +1 @@\n \\ not a note';
    expect(lines(patch)).toMatchInlineSnapshot(`
[
  "@ -1,3 +1,3 """,
  "removed 1 - "-- a/not-a-header"",
  "added - 1 "++ b/not-a-header"",
  "context 2 2 "@@ -1 +1 @@"",
  "context 3 3 "\\\\ not a note"",
]
`);
  });

  test('may be several, each with its own counts', () => {
    expect(lines('@@ -1 +1,2 @@\n a\n+b\n@@ -10,2 +11 @@ type T struct {\n-x\n y')).toMatchInlineSnapshot(`
[
  "@ -1,1 +1,2 """,
  "context 1 1 "a"",
  "added - 2 "b"",
  "@ -10,2 +11,1 "type T struct {"",
  "removed 10 - "x"",
  "context 11 11 "y"",
]
`);
  });

  test.each([
    ['cut within a hunk', '@@ -1,3 +1,3 @@\n a\n-b'],
    ['longer than its header says', '@@ -1 +1 @@\n-a\n+b\n+c'],
    ['longer before the change than its header says', '@@ -1 +1,2 @@\n-a\n-b\n+c\n+d'],
    ['without a header', 'what is this'],
    ['with a mark that diffs do not have', '@@ -1 +1 @@\n?a\n'],
  ])('that are %s are none', (_case, patch) => {
    expect(parseHunks(patch)).toBeNull();
  });

  test('of an empty patch are none at all', () => {
    expect(parseHunks('')).toEqual([]);
  });
});

describe('a whole diff', () => {
  test('names each file that has hunks by its path at the head', () => {
    const diff = [
      'diff --git a/moved from.go b/moved to.go',
      'similarity index 90%',
      'rename from moved from.go',
      'rename to moved to.go',
      '--- a/moved from.go\t',
      '+++ b/moved to.go\t',
      '@@ -1 +1 @@',
      '-a',
      '+b',
      'diff --git a/pure.go b/renamed.go',
      'similarity index 100%',
      'rename from pure.go',
      'rename to renamed.go',
      'diff --git a/run.sh b/run.sh',
      'old mode 100644',
      'new mode 100755',
      'diff --git a/logo.png b/logo.png',
      'Binary files a/logo.png and b/logo.png differ',
      'diff --git a/gone.go b/gone.go',
      'deleted file mode 100644',
      '--- a/gone.go',
      '+++ /dev/null',
      '@@ -1 +0,0 @@',
      '-package gone',
      'diff --git "a/tab\\there \\"and\\" \\303\\244.go" "b/tab\\there \\"and\\" \\303\\244.go"',
      'new file mode 100644',
      '--- /dev/null',
      '+++ "b/tab\\there \\"and\\" \\303\\244.go"',
      '@@ -0,0 +1 @@',
      '+package odd',
      '',
    ].join('\n');
    expect(parseDiff(diff).map(({ path, hunks }) => [path, hunks.length])).toEqual([
      ['moved to.go', 1],
      ['gone.go', 1],
      ['tab\there "and" ä.go', 1],
    ]);
  });

  test('cut in the middle of a hunk is refused', () => {
    expect(() => parseDiff('diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n')).toThrow('cut short');
  });

  test('cannot be led astray by content that looks like a header', () => {
    const diff =
      'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-diff --git a/y b/y\n--- a/y\n+++ b/y\n+@@ -1 +1 @@\n';
    expect(parseDiff(diff).map(({ path, hunks }) => [path, hunks[0]!.lines.map(({ text }) => text)])).toEqual([
      ['x', ['diff --git a/y b/y', '-- a/y', '++ b/y', '@@ -1 +1 @@']],
    ]);
  });
});

test('a quoted path is read as git writes it', () => {
  expect(unquotePath('"\\a\\b\\t\\n\\v\\f\\r\\"\\\\\\001\\360\\237\\230\\200 x"')).toBe('\x07\b\t\n\v\f\r"\\\x01😀 x');
});
