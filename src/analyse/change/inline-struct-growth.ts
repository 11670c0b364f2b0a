// Tells whether a struct type written inside another type only gained fields.

/** True for "[]struct{A int}" and "[]struct{A int;B int}". */
export function gainsFields(old: string, now: string): boolean {
  const [was, is] = [old, now].map((shape) => /^([^{]*)struct\{([\s\S]*)\}$/.exec(shape));
  if (!was || !is || was[1] !== is[1]) return false;
  const types = new Map(fieldsOf(is[2]!).map((field) => [field.split(' ', 1)[0]!, field]));
  return fieldsOf(was[2]!).every((field) => {
    const [name] = field.split(' ', 1);
    const type = (one: string) => one.slice(name!.length + 1);
    const kept = types.get(name!);
    return kept !== undefined && (kept === field || gainsFields(type(field), type(kept)));
  });
}

/** The fields of "A int;B struct{C int;D int}". */
function fieldsOf(body: string): readonly string[] {
  const fields: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= body.length; at++) {
    if (at === body.length || (body[at] === ';' && depth === 0)) {
      if (at > from) fields.push(body.slice(from, at));
      from = at + 1;
    } else if (body[at] === '{') depth += 1;
    else if (body[at] === '}') depth -= 1;
  }
  return fields;
}
