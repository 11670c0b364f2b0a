// Finds exported declarations that a document promises to importers and the change breaks.
import type { RuleText } from '../engine/rule.ts';

export const promise: RuleText = {
  id: 'api/promise',
  section: 'api-design',
  severity: 'high',
  report: 'finding',
  title: 'Change breaks a documented compatibility promise',
  messages: {
    removes: '`{document}` promises importers of {packages} a stable API; this pull request removes {names}.',
    changes: '`{document}` promises importers of {packages} a stable API; this pull request changes {names}.',
    adds: '`{document}` promises importers of {packages} a stable API; this pull request adds {names} to an interface.',
  },
  why:
    'Importers rely on that promise; code that calls or implements the old API may stop compiling after the ' +
    'upgrade.',
  exceptions:
    'the document was changed first, in its own pull request; a clause that says "should" gives severity medium.',
  fix:
    'Keep the exported declaration, add the new form next to it and let the old one call it; remove it in the ' +
    'next major version.',
  tradeOffs: 'Two names exist for a while.',
  example:
    '// Exporter stays as it is. Callers detect Typed with a type assertion.\n' +
    'type Typed interface {\n' +
    '\tContentType() string\n' +
    '}',
  references: ['https://go.dev/blog/module-compatibility', 'https://go.dev/ref/mod#major-version-suffixes'],
};

/** Advice where an interface that others implement gains or changes a method. */
export const KEEP_INTERFACE =
  'Leave the interface as it is and declare a second, optional one with the new methods; callers detect it with a ' +
  'type assertion, as with `http.Flusher`.';
