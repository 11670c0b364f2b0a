// Prints how many lies reach people, by the character of the refuter: `npm run bench:honesty`.
import { evidenceKind, Severity } from '../../src/domain/finding.ts';
import { LIES } from './lies.ts';
import { playLies, REFUTERS } from './play.ts';

console.log(`${LIES.length} lies about a sound change\n`);
console.log(
  `${'refuter'.padEnd(10)}${'posted'.padStart(8)}${Severity.options.map((severity) => severity.padStart(10)).join('')}  kinds`,
);
for (const refuter of REFUTERS) {
  const posted = await playLies(refuter);
  const bySeverity = Severity.options.map((severity) =>
    String(posted.filter((one) => one.severity === severity).length).padStart(10),
  );
  const kinds = [...new Set(posted.map(evidenceKind))].join(', ');
  console.log(`${refuter.padEnd(10)}${String(posted.length).padStart(8)}${bySeverity.join('')}  ${kinds}`);
}
