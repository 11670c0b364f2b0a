// States how long the texts are that reach regular expressions that are not linear, and what keeps them so. The check of
// regexes refuses a pattern that could take too many steps over that many characters.

/** Characters of the longest text, and what bounds it; by path, or by a folder's path with "/" at its end. */
export const REGEX_BOUNDS: Readonly<Record<string, readonly [characters: number, why: string]>> = {
  'src/agent/anthropic/': [1_000, 'a name in the settings of the process'],
  'src/agent/definition/': [60_000, 'a line of an agent file that was read with a limit'],
  'src/agent/model/': [1_000, 'a name of a model'],
  'src/agent/refute/': [60_000, 'an answer of the model, limited in tokens'],
  'src/agent/verify/': [10_000, 'a field of a submission, limited by its schema'],
  'src/analyse/change/': [60_000, 'the declarations of a finding, or a text made from them'],
  'src/analyse/clauses/': [8_000, 'a block of a document: MAX_BLOCK; a name or a pattern of a configuration'],
  'src/analyse/clauses/status-places.ts': [1_500, 'a line or a value: MAX_LINE, MAX_VALUE'],
  'src/analyse/clauses/status-statement.ts': [1_500, 'a statement: MAX_STATEMENT'],
  'src/analyse/go/': [60_000, 'a declaration: MAX_DECLARATION of the engine'],
  'src/analyse/graph/layers.ts': [1_000, 'a path'],
  'src/analyse/rules/': [60_000, 'a declaration: MAX_DECLARATION of the engine'],
  'src/analyse/symbols/': [60_000, 'a declaration: MAX_DECLARATION of the engine'],
  'src/gather/checkout/': [2_000, 'an address of a remote'],
  'src/gather/read/': [4_096, 'a path, or a line of a configuration'],
  'src/github/': [16_384, 'a header of an answer: --max-http-header-size'],
  'src/process/': [30_000, 'a line of the log, which is cut before, or a variable of the process'],
  'src/publish/': [10_000, 'a reason or a note, which our own code makes'],
  'src/text/glob.ts': [1_000, 'a glob, limited by the schema of the settings'],
  'src/text/read-markdown.ts': [10_000, 'a line of a field of the model'],
  'src/text/sanitize.ts': [60_000, 'a field of the model or a name of the repository'],
  'src/text/secrets/': [4_000, 'a value between quotes'],
  'src/webhook/': [60_000, 'a comment: at most 65,536 characters on GitHub'],
};

/** Patterns that were looked at one by one, by `digestOf`: why they take no longer than their text allows. */
export const LINEAR_IN_PRACTICE: Readonly<Record<string, string>> = {
  '04f6bbd5f893': 'a fence around an example: 24,000 characters take 0.6 s, and examples have 8,000',
  '816519d1e788': 'each repetition has a bound: 24,000 characters take 28 ms',
  b7e5f1771a59: 'blocks have 8,000 characters: the worst known text takes 0.1 s',
  f8e34bd16697: 'the repetition has a bound: 24,000 characters take 8 ms',
  b8cc9bf48f00: 'statements have 1,500 characters: under 1 ms',
  '1fb19d9f3f4a': 'the repetition has a bound: 24,000 characters take 18 ms',
  '84639cd9ca32': 'clauses have at most 8,000 characters: 0.2 s',
  '9e06d5811a49': 'clauses have at most 8,000 characters: 0.2 s',
  d19f6d484521: 'the repetition has a bound: 24,000 characters take 2 ms',
  c5517598c750: 'a line, in front of a name: 24,000 characters take 58 ms',
  b9c5f0ac5101: 'each repetition has a bound, and the text is the 200 characters in front of a value',
  '0b830a229f19': 'the repetition has a bound',
  aab52497ba8c: 'each repetition has a bound, and begins with the mark of a token',
  '124548c116a9': 'a URL ends at the first blank, and a match is not searched again',
  '94dccf82d0fb': 'the repetition in front of the sign has a bound',
  '5b92d218e6c2': 'the repetition in front of the sign has a bound',
  '859821d21eda': 'the repetition in front of the colon has a bound',
};
