import { describe, expect, test } from '@jest/globals';
import { analyseCase, standingsOf } from './case.ts';

const accepted = { status: 'accepted', supersededBy: null };

describe('the status of a document', () => {
  test.each([
    ['---\nstatus: accepted\n---\n# A\n', 'accepted'],
    ['---\nstatus: "proposed"\n---\n# A\n', 'proposed'],
    ['# A\n\n## Status\n\nAccepted\n', 'accepted'],
    ['# A\n\n## Status\n\nACCEPTED Not Implemented\n', 'accepted'],
    ['# A\n\n## Status\n\nPROPOSED, not yet implemented\n', 'proposed'],
    ['# A\n\nStatus: Draft\n', 'proposed'],
    ['# A\n\n* Status: rejected\n', 'rejected'],
    ['# A\n\n**Status**: Deprecated\n', 'deprecated'],
    ['# A\n\n## Status\n\nSuperceded by [2. B](0009-gone.md)\n', 'superseded'],
    ['---\nstatus: "{proposed | rejected | accepted | deprecated}"\n---\n# A\n', 'proposed'],
    ['# A\n\n## Status\n\nWe are still thinking.\n', 'proposed'],
    ['# A\n\n## Context\n\nNothing of the kind.\n', 'accepted'],
  ])('%j is %s', (text, status) => {
    expect(standingsOf({ 'docs/adr/0001-a.md': text })['docs/adr/0001-a.md']!.status).toBe(status);
  });

  test("a guide's own section on how the project stands does not unbind it", () => {
    expect(standingsOf({ 'CLAUDE.md': '# Beacon\n\n## Status\n\nIn beta since May.\n' })).toEqual({
      'CLAUDE.md': accepted,
    });
  });

  test('a superseded record names the one in its place, by link or by number', () => {
    const files = {
      'docs/adr/0001-a.md': '---\nstatus: superseded by [ADR-0003](0003-c.md)\n---\n# A\n',
      'docs/adr/0002-b.md': '# B\n\n## Status\n\nSuperseded by ADR-0003\n',
      'docs/adr/0003-c.md': '# C\n\n## Status\n\nAccepted\n',
    };
    expect(standingsOf(files)).toEqual({
      'docs/adr/0001-a.md': { status: 'superseded', supersededBy: 'docs/adr/0003-c.md' },
      'docs/adr/0002-b.md': { status: 'superseded', supersededBy: 'docs/adr/0003-c.md' },
      'docs/adr/0003-c.md': accepted,
    });
  });

  test('a record that says it supersedes another unbinds it, even where the other was not changed; a proposed one does not', () => {
    const older = '# A\n\n## Status\n\nAccepted\n';
    const newer = (status: string) => `# B\n\n## Status\n\n${status}\n\nSupersedes [1. A](0001-a.md)\n`;
    const standing = (status: string) =>
      standingsOf({ 'docs/adr/0001-a.md': older, 'docs/adr/0002-b.md': newer(status) })['docs/adr/0001-a.md'];
    expect(standing('Accepted')).toEqual({ status: 'superseded', supersededBy: 'docs/adr/0002-b.md' });
    expect(standing('Proposed')).toEqual(accepted);
  });
});

describe("a team's own words", () => {
  const record = (word: string) =>
    `-- docs/adr/0001-x.md --\n# 1. Layers\n\nStatus: ${word}\n\n## Decision\n\n\`a\` must not import \`b\`.\n`;
  const code = '-- go.mod --\nmodule example.com/x\ngo 1.24\n-- a/a.go --\npackage a\n-- b/b.go --\npackage b\n';
  const statusOf = async (word: string, statusWords: Record<string, string>) => {
    const { clauses, notes } = await analyseCase({ base: record(word) + code, settings: { statusWords } });
    return { statuses: clauses.map(({ status }) => status), notes: [...notes] };
  };

  test('say how a decision stands, also against the known ones', async () => {
    expect(await statusOf('Frozen since May', { frozen: 'accepted' })).toEqual({ statuses: ['accepted'], notes: [] });
    expect((await statusOf('Live', { Live: 'proposed' })).statuses).toEqual(['proposed']);
  });

  test('are named where nobody knows them', async () => {
    expect(await statusOf('Frozen since May', {})).toEqual({
      statuses: ['proposed'],
      notes: ['docs/adr/0001-x.md is not in force: its status "Frozen since May" is not one that is known.'],
    });
  });
});

test('a document in which nothing is heard is named', async () => {
  const words = 'Bu belge katmanları anlatır ve kimin neyi bildiğini uzun uzun açıklar. '.repeat(4);
  const { notes } = await analyseCase({
    base: `-- CLAUDE.md --\n# Katmanlar\n\n${words}\n-- docs/adr/0001-x.md --\n# 1\n\nStatus: rejected\n\n${words}\n-- go.mod --\nmodule example.com/x\n`,
  });
  expect(notes).toEqual(['No rule was understood in CLAUDE.md.']);
});
