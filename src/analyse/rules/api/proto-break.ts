// Changes of .proto files after which old and new programs misread each other.
import type { ChangedFile } from '../../../domain/diff.ts';
import { type ChangeRule, type LineMatch, matchLine, type RuleContext } from '../engine/change-rule.ts';
import type { Match } from '../engine/rule.ts';
import { isOutsideServices } from '../engine/source-kind.ts';
import { isOtherProto, type ProtoField, type ProtoMessage, readProto } from './proto-messages.ts';

export const protoBreak: ChangeRule = {
  id: 'api/proto-break',
  section: 'api-design',
  severity: 'high',
  report: 'finding',
  title: 'A protobuf field changes on the wire',
  why: 'Messages carry numbers, not names: a program that was built before reads the bytes of this one by its old table, and takes one value for another or drops it without an error. That holds for stored messages as well.',
  exceptions:
    'While nobody outside this repository uses the package and no message of it is stored, which is what a version named alpha says.',
  fix: 'Leave the number to its field for ever: mark the old field deprecated, add the new one under a fresh number, and reserve the number and name of what is taken away.',
  tradeOffs: 'Old fields stay in the file as reserved lines.',
  example: '',
  references: ['https://protobuf.dev/best-practices/dos-donts/', 'https://buf.build/docs/breaking/rules/'],
  check: (change) => change.snapshot.changedFiles.flatMap((file) => breaksIn(file, change)),
};

function breaksIn(file: ChangedFile, { snapshot }: RuleContext): readonly Match[] {
  const formerPath = file.previousPath ?? file.path;
  if (
    !file.path.endsWith('.proto') ||
    file.status === 'added' ||
    file.status === 'removed' ||
    isOutsideServices(file.path)
  )
    return [];
  const [before, text] = [snapshot.before.text(formerPath), snapshot.head.text(file.path)];
  if (before === undefined || text === undefined) return [];
  const [old, fresh] = [readProto(before), readProto(text)];
  // Another package is another set of messages.
  if (old.package !== fresh.package || /(alpha|test|internal)\d*(\.|$)/.test(fresh.package)) return [];
  return [...old.messages].flatMap(([name, { fields }]) => {
    const now = fresh.messages.get(name);
    if (now === undefined) return [];
    return fields.flatMap((field): Match[] => {
      const broken = fate(field, now);
      if (broken === null) return [];
      const { line, ...said } = broken;
      return line === null
        ? [matchLine(protoBreak, { path: formerPath, line: field.line, text: before, side: 'before', ...said })]
        : [matchLine(protoBreak, { path: file.path, line, text, ...said })];
    });
  });
}

/** What became of a field, where old programs misread it; `line` at the head, null where it is gone. */
function fate(
  field: ProtoField,
  now: ProtoMessage,
): (Pick<LineMatch, 'said' | 'severity'> & { line: number | null }) | null {
  const moved = now.fields.find(({ name }) => name === field.name);
  if (moved !== undefined && moved.number !== field.number)
    return {
      line: moved.line,
      said: `\`${field.name}\` had the number ${field.number} and has ${moved.number} now.`,
    };
  const heir = now.fields.find(({ number }) => number === field.number);
  if (heir !== undefined)
    return isOtherProto(field.type, heir.type)
      ? {
          line: heir.line,
          said: `Number ${field.number} was \`${field.name}\` of type ${field.type} and is \`${heir.name}\` of type ${heir.type} now.`,
        }
      : null;
  if (now.reserved.has(field.number)) return null;
  const said = `\`${field.name}\` goes and its number ${field.number} is not reserved, so the next field can take it.`;
  return { line: null, said, severity: 'medium' };
}
