// Finds changes of .proto files after which old and new programs misread each other.
import type { ChangedFile } from '../../../domain/diff.ts';
import { type ChangeRule, type LineMatch, matchLine, type RuleContext } from '../engine/change-rule.ts';
import type { Match } from '../engine/rule.ts';
import { isOutsideServices } from '../engine/source-kind.ts';
import { isIncompatibleProto, type ProtoField, type ProtoMessage, readProto } from './proto-messages.ts';

export const protoBreak: ChangeRule = {
  id: 'api/proto-break',
  section: 'api-design',
  severity: 'high',
  report: 'finding',
  title: 'Protobuf field number is changed, reused or not reserved',
  messages: {
    renumbered: '`{field}` changes its number from {before} to {after}.',
    reused: 'Number {number} was `{before}` (`{beforeType}`) and is now `{after}` (`{afterType}`).',
    unreserved: '`{field}` is removed and its number {number} is not reserved, so a later field can reuse it.',
  },
  why:
    'The binary encoding identifies fields by number: programs built from the old schema, and stored messages, ' +
    'decode the value into the wrong field or lose it without an error.',
  exceptions: 'nothing outside this repository uses the package and no message is stored, as in an alpha version.',
  fix:
    'Keep each number for its field: deprecate the old field, give the new one a new number, and `reserved` the ' +
    'number and name of a removed field.',
  tradeOffs: 'Removed fields stay in the file as `reserved` entries.',
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
  // Another package holds other messages.
  if (old.package !== fresh.package || /(alpha|test|internal)\d*(\.|$)/.test(fresh.package)) return [];
  return [...old.messages].flatMap(([name, { fields }]) => {
    const now = fresh.messages.get(name);
    if (now === undefined) return [];
    return fields.flatMap((field): Match[] => {
      const broken = breakOf(field, now);
      if (broken === null) return [];
      const { line, ...message } = broken;
      return line === null
        ? [matchLine(protoBreak, { path: formerPath, line: field.line, text: before, side: 'before', ...message })]
        : [matchLine(protoBreak, { path: file.path, line, text, ...message })];
    });
  });
}

type ProtoBreak = Pick<LineMatch, 'message' | 'data' | 'severity'> & {
  /** 1-based, at the head; null where the field is removed. */
  readonly line: number | null;
};

/** How a change breaks a field for programs built from the old schema; null where it does not. */
function breakOf(field: ProtoField, now: ProtoMessage): ProtoBreak | null {
  const { name, number, type } = field;
  const moved = now.fields.find((one) => one.name === name);
  if (moved !== undefined && moved.number !== number)
    return {
      line: moved.line,
      message: 'renumbered',
      data: { field: name, before: number, after: moved.number },
    };
  const heir = now.fields.find((one) => one.number === number);
  if (heir !== undefined) {
    if (!isIncompatibleProto(type, heir.type)) return null;
    const data = { number, before: name, beforeType: type, after: heir.name, afterType: heir.type };
    return { line: heir.line, message: 'reused', data };
  }
  if (now.reserved.has(number)) return null;
  return { line: null, message: 'unreserved', data: { field: name, number }, severity: 'medium' };
}
