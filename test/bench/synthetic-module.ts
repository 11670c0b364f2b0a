// A Go module of any size, made up: layered packages with types, methods, tests, handlers and SQL, so that the scanner, the parser and
// the rules all have something to do: of four lines in ten only the tree tells whether they are in order, where real services have three
// to five. The same size always gives the same text.
import type { Files } from '../support/txtar.ts';

const FILES_IN_PACKAGE = 8;
const LAYERS = ['domain', 'service', 'store', 'http'] as const;

/** Files of a module of about `lines` lines of Go. */
export function syntheticModule(lines: number): Files {
  const files: Record<string, string> = { 'go.mod': 'module example.com/bench\n\ngo 1.25\n' };
  let written = 0;
  for (let index = 0; written < lines; index++) {
    const name = packageOf(index);
    for (let number = 0; number < FILES_IN_PACKAGE && written < lines; number++) {
      const text = number === FILES_IN_PACKAGE - 1 ? testFile(name) : codeFile(index, number);
      files[`internal/${name.path}/f${number}${number === FILES_IN_PACKAGE - 1 ? '_test' : ''}.go`] = text;
      written += text.split('\n').length;
    }
  }
  return files;
}

function packageOf(index: number): { name: string; path: string } {
  const layer = LAYERS[index % LAYERS.length]!;
  const name = `p${index}`;
  return { name, path: `${layer}/${name}` };
}

/** Packages import only those with a smaller number: no cycles. */
function importsOf(index: number): string[] {
  return [index - 1, index - 7, Math.floor(index / 2)]
    .filter((other, position, all) => other >= 0 && other < index && all.indexOf(other) === position)
    .map((other) => `example.com/bench/internal/${packageOf(other).path}`);
}

function codeFile(index: number, number: number): string {
  const { name } = packageOf(index);
  const type = `Order${number}`;
  const imports = ['context', 'database/sql', 'fmt', 'net/http', ...(number === 0 ? importsOf(index) : [])];
  const uses = number === 0 ? importsOf(index).map((path) => `var _ = ${path.split('/').at(-1)}.Order0{}\n`) : [];
  const methods = Array.from({ length: 8 }, (_, method) =>
    method % 2 === 1 && method > 1 ? listingOf(type, method) : methodOf(type, method),
  );
  return [
    `// Package ${name} is part of a module made for measuring.`,
    `package ${name}`,
    '',
    'import (',
    ...imports.map((path) => `\t"${path}"`),
    ')',
    '',
    ...uses,
    ...(number === 0 ? [COLLECT] : []),
    `// ${type} is one order.`,
    `type ${type} struct {`,
    ...Array.from({ length: 12 }, (_, field) => `\tField${field} string \`json:"field_${field}"\``),
    '\tdb *sql.DB',
    '}',
    '',
    ...methods,
    `func (o *${type}) ServeHTTP(w http.ResponseWriter, r *http.Request) {`,
    '\tif err := o.Do0(r.Context(), r.URL.Path); err != nil {',
    '\t\thttp.Error(w, "failed", http.StatusInternalServerError)',
    '\t\treturn',
    '\t}',
    '\tw.WriteHeader(http.StatusNoContent)',
    '}',
    '',
  ].join('\n');
}

const COLLECT = `// collect reads rows to their end and closes them.
func collect(rows *sql.Rows, into *string) error {
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(into); err != nil {
			return err
		}
	}
	return rows.Err()
}
`;

/** Whether its rows are closed the text does not tell. */
function listingOf(type: string, number: number): string {
  return `// Do${number} lists what belongs to an order.
func (o *${type}) Do${number}(ctx context.Context, id string) error {
	names := []string{"name", "price", id}
	for at, name := range names {
		if len(name) == 0 {
			return fmt.Errorf("do ${number}: name %d is empty", at)
		}
		switch {
		case len(o.Field${number}) > ${number}:
			o.Field${number} = name
		default:
			o.Field${number} += fmt.Sprint(name, ${number})
		}
	}
	rows, err := o.db.QueryContext(ctx, "SELECT name FROM parts WHERE id = $1", id)
	if err != nil {
		return fmt.Errorf("do ${number}: %w", err)
	}
	return collect(rows, &o.Field${number})
}
`;
}

function methodOf(type: string, number: number): string {
  return `// Do${number} loads and changes an order.
func (o *${type}) Do${number}(ctx context.Context, id string) error {
	rows, err := o.db.QueryContext(ctx, "SELECT id FROM orders WHERE id = $1", id)
	if err != nil {
		return fmt.Errorf("do ${number}: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&o.Field${number}); err != nil {
			return err
		}
		switch {
		case len(o.Field${number}) > ${number}:
			o.Field${number} = o.Field${number}[:${number}]
		default:
			o.Field${number} += fmt.Sprint(id, ${number})
		}
	}
	return rows.Err()
}
`;
}

function testFile({ name }: { name: string }): string {
  return `package ${name}

import "testing"

func TestOrders(t *testing.T) {
	for _, id := range []string{"a", "b"} {
		t.Run(id, func(t *testing.T) {
			if id == "" {
				t.Fatal("no id")
			}
		})
	}
}
`;
}
