// Finds exported declarations that a document promises to importers and the change breaks.
import type { RuleText } from '../engine/rule.ts';

export const promise: RuleText = {
  id: 'api/promise',
  section: 'api-design',
  severity: 'high',
  report: 'finding',
  title: 'A change breaks what a document promises to importers',
  why: 'By the Go 1 compatibility rules code that uses what is exported there no longer compiles, and a document of the team says that this does not happen.',
  exceptions:
    'Where the document is changed first, on its own. Where the clause says "should", the severity is medium.',
  fix: 'Keep what is exported, add the new form beside it and let the old call the new; remove it with the next major version.',
  tradeOffs: 'Two names for a while.',
  example:
    '// Exporter stays as it is. Typed is what one may be besides; callers ask with a type assertion.\ntype Typed interface {\n\tContentType() string\n}',
  references: ['https://go.dev/doc/go1compat'],
};
