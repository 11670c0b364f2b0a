// Each way in which teams write down how a decision stands, and each turn of phrase in what they write.
import { describe, expect, test } from '@jest/globals';
import { analyseCase, standingsOf } from './case.ts';

const path = 'docs/adr/0007-queues.md';
const statusOf = (text: string, at = path) => standingsOf({ [at]: text })[at]!.status;

describe('a status is found', () => {
  test.each([
    ['a plain line', '# Q\n\nStatus: Withdrawn\n'],
    ['an item', '# Q\n\n- Date: 2026-03-01\n- Status: withdrawn\n'],
    ['a bold name', '# Q\n\n**Status:** Withdrawn\n'],
    ['a bold line with the value below', '# Q\n\n**Status**\n\nWithdrawn\n'],
    ['a line with a dash', '# Q\n\nStatus – Withdrawn\n'],
    ['a line with an equals sign', '# Q\n\nstatus = withdrawn\n'],
    ['a line after the date', '# Q\n\nDate: 2026-03-01 · Status: Withdrawn\n'],
    ['a line between bars', '# Q\n\n**Owner:** Ana | **Status:** Withdrawn | **Date:** 2026-03-01\n'],
    ['a heading', '# Q\n\n## Status\n\nWithdrawn\n'],
    ['a heading with the value in it', '# Q\n\n### Status: Withdrawn\n\nText.\n'],
    ['a deep, numbered heading with a sign', '# Q\n\n#### 2. 🚦 Status\n\n⛔ **Withdrawn**\n'],
    ['an underlined heading', 'Q\n=\n\nStatus\n------\n\nWithdrawn\n'],
    ['a heading that names the decision', '# Q\n\n## Decision status\n\nWithdrawn\n'],
    ['a state', '# Q\n\nState: Withdrawn\n'],
    ['a table of fields', '# Q\n\n| Status | Withdrawn |\n|---|---|\n| Date | 2026-03-01 |\n'],
    ['a table of columns', '# Q\n\n| Date | Status | Owner |\n|---|---|---|\n| 2026-03-01 | Withdrawn | Ana |\n'],
    [
      'a table of dates',
      '# Q\n\n| Date | Status |\n|---|---|\n| 2026-01-01 | Accepted |\n| 2026-03-01 | Withdrawn |\n',
    ],
    ['a table in HTML', '# Q\n\n<table><tr><td>Status</td><td>Withdrawn</td></tr></table>\n'],
    ['a definition list', '# Q\n\nStatus\n: Withdrawn\n'],
    ['front matter', '---\nstatus: withdrawn\n---\n# Q\n'],
    ['a list in front matter', '---\nstatus: [withdrawn]\n---\n# Q\n'],
    ['a map in front matter', '---\nstatus:\n  state: withdrawn\n  date: 2026-03-01\n---\n# Q\n'],
    ['a field within a field of front matter', '---\nrecord:\n  Status: Withdrawn\n---\n# Q\n'],
    ['a box that is ticked', '# Q\n\n## Status\n\n- [ ] Accepted\n- [X] Withdrawn\n'],
    ['boxes on a line', '# Q\n\nStatus: ☐ Accepted ☑ Withdrawn\n'],
    ['a badge', '# Q\n\n[![Status](https://img.shields.io/badge/Status-withdrawn-red.svg)](x)\n'],
    [
      'a badge with a message',
      '# Q\n\n![x](https://img.shields.io/static/v1?label=status&message=withdrawn&color=red)\n',
    ],
    ['a comment', '# Q\n\n<!-- Status: withdrawn -->\n'],
    ['struck-through text', '# Q\n\nStatus: ~~Accepted~~ Withdrawn\n'],
  ])('in %s', (_, text) => {
    expect(statusOf(text)).toBe('rejected');
  });

  test.each([
    ['German', 'Status: Entwurf', 'Status: Angenommen'],
    ['French', '**Statut :** brouillon', '**Statut :** acceptée'],
    ['Spanish', 'Estado: borrador', 'Estado: aceptado'],
    ['Portuguese', 'Estado: rascunho', 'Estado: aprovado'],
    ['Italian', 'Stato: bozza', 'Stato: accettata'],
    ['Dutch', 'Status: concept', 'Status: goedgekeurd'],
    ['Turkish', 'Durum: Önerildi', 'Durum: Kabul edildi'],
    ['Polish', 'Status: szkic', 'Status: Przyjęto'],
    ['Russian', 'Статус: черновик', 'Статус: Принято'],
    ['Ukrainian', 'Статус: чернетка', 'Статус: прийнято'],
    ['Japanese', 'ステータス：提案中', 'ステータス：承認済み'],
    ['Chinese', '状态：草稿', '状态：已接受'],
    ['Korean', '상태: 초안', '상태: 승인됨'],
    ['Swedish', 'Status: utkast', 'Status: godkänd'],
    ['Czech', 'Stav: návrh', 'Stav: schváleno'],
  ])('in %s', (_, draft, accepted) => {
    expect([draft, accepted].map((line) => statusOf(`# Q\n\n${line}\n`))).toEqual(['proposed', 'accepted']);
  });

  test.each([
    ['code', '# Q\n\n```yaml\nstatus: superseded\n```\n'],
    [
      'prose',
      '# Q\n\n## Decision\n\nStatus codes are mapped once. The status of an order is superseded by a refund.\n',
    ],
    ['a table of other decisions', '# Q\n\n| ADR | Status |\n|---|---|\n| 1 | Superseded |\n| 2 | Rejected |\n'],
    [
      'a part about a response',
      `# Q\n\n## Decision\n\n${'Text.\n'.repeat(50)}\n#### Status\n\nRejected orders give 409.\n`,
    ],
  ])('not in %s', (_, text) => {
    expect(statusOf(text)).toBe('accepted');
  });
});

describe('a statement', () => {
  test.each([
    ['Accepted, not superseded', 'accepted'],
    ['Accepted (option B rejected)', 'accepted'],
    ['Accepted. Amended by [ADR-9](0009-x.md), which superseded ADR 32', 'accepted'],
    ['Accepted. The legacy path is retired.', 'accepted'],
    ['Accepted (replaces the deprecated bus)', 'accepted'],
    ['Accepted on 2026-02-01 (was: proposed)', 'accepted'],
    ['Approved by the board', 'accepted'],
    ['Decision taken', 'accepted'],
    ['✅ In force since 2026', 'accepted'],
    ['This ADR has been ratified.', 'accepted'],
    ['Proposed 2026-01-02, accepted 2026-02-03', 'accepted'],
    ['Accepted → Deprecated', 'deprecated'],
    ['2026-02-01: Rejected, 2026-03-01: Accepted', 'accepted'],
    ['Accepted, then replaced by ADR 12', 'superseded'],
    ['Accepted\n\nSuperseded by [2. B](0002-b.md)', 'superseded'],
    ['Accepted (superseded by ADR-12)', 'superseded'],
    ['Accepted. Partially superseded by ADR-12', 'accepted'],
    ['Partly superseded by ADR-12', 'superseded'],
    ['Not yet accepted', 'proposed'],
    ['On hold until the review', 'proposed'],
    ['Exploring', 'proposed'],
    ['proposed | accepted | superseded', 'proposed'],
    ['Expired', 'deprecated'],
    ['Obsolete', 'superseded'],
    ['Simmering', 'proposed'],
  ])('%j is %s', (statement, status) => {
    expect(statusOf(`# Q\n\n## Status\n\n${statement}\n\n## Decision\n\nText.\n`)).toBe(status);
  });
});

const code = `-- go.mod --
module example.com/pay
go 1.24
-- internal/core/core.go --
package core
-- internal/sql/sql.go --
package sql
`;
const head =
  '-- internal/core/core.go --\npackage core\n\nimport _ "example.com/pay/internal/sql"\n-- internal/sql/sql.go --\npackage sql\n\nimport _ "os"\n';
const rule = '`internal/core` must not import `internal/sql`.';
const read = async (documents: string) => {
  const { findings, clauses, notes } = await analyseCase({ base: `${documents}\n${code}`, head });
  return { rules: findings.map((finding) => finding.rule), clauses, notes };
};

describe('a word that is not known', () => {
  test('leaves the record out of force, and the ledger and the notes name it', async () => {
    const { rules, clauses, notes } = await read(`-- ${path} --\n# Q\n\nStatus: Simmering\n\n## Decision\n\n${rule}\n`);
    expect(rules).toEqual([]);
    expect(clauses.map(({ note }) => note)).toEqual(['The status "Simmering" of its document is not known.']);
    expect(notes).toEqual([`${path} is not in force: its status "Simmering" is not one that is known.`]);
  });
});

describe('several decisions in one file', () => {
  const file = (first: string, second: string) =>
    `-- docs/decisions.md --\n# Decisions\n\n## ADR-1: Storage\n\n${first}\n\nWrites must never go around the ledger.\n\n## ADR-2: Layers\n\n${second}\n\n${rule}\n`;

  test('stand each by itself', async () => {
    const { rules, clauses } = await read(
      file('**Status:** Superseded by ADR-2', '### Status\n\nAccepted\n\n### Decision'),
    );
    expect(rules).toEqual(['service/layer']);
    expect(clauses.map(({ status }) => status)).toEqual(['superseded', 'accepted']);
    expect(clauses[0]!.supersededBy).toBe('docs/decisions.md');
    expect((await read(file('Status: Accepted', 'Status: Draft'))).rules).toEqual([]);
  });

  test('and a later one ends an earlier one of the same file', async () => {
    const { clauses } = await read(file('Status: Accepted', 'Status: Accepted. Supersedes ADR-1.'));
    expect(clauses.map(({ status }) => status)).toEqual(['superseded', 'accepted']);
  });
});

describe('a partial supersession', () => {
  test('ends what it names and nothing else', async () => {
    const record = `-- ${path} --\n# Q\n\nStatus: Partly superseded by ADR-9 (section "Caches")\n\n## Decision\n\n${rule}\n\n### Caches\n\nCaches must never outlive a request.\n`;
    const { rules, clauses } = await read(record);
    expect(rules).toEqual(['service/layer']);
    expect(clauses.map(({ status }) => status)).toEqual(['accepted', 'superseded']);
  });

  test('by a newer record leaves the older one in force', () => {
    const files = {
      'docs/adr/0001-a.md': '# A\n\nStatus: Accepted\n',
      'docs/adr/0002-b.md': '# B\n\nStatus: Accepted. Partially supersedes ADR-1.\n',
      'docs/adr/0003-c.md': '# C\n\nStatus: Accepted\n\nSupersedes: [2](0002-b.md)\n',
    };
    const standings = standingsOf(files);
    expect(Object.values(standings).map(({ status }) => status)).toEqual(['accepted', 'superseded', 'accepted']);
  });
});
