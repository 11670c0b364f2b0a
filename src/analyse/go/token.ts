// Lists the kinds of Go's tokens (https://go.dev/ref/spec#Lexical_elements).

/** The kind of a keyword is `token.KEYWORD` plus its position, and its name id is its position. */
export const KEYWORDS = [
  ...['break', 'case', 'chan', 'const', 'continue', 'default', 'defer', 'else', 'fallthrough', 'for', 'func', 'go'],
  ...['goto', 'if', 'import', 'interface', 'map', 'package', 'range', 'return', 'select', 'struct', 'switch', 'type'],
  'var',
];

/** Kinds of tokens. Most punctuation is its own character code; keywords are `KEYWORD` and above. */
export const token = {
  EOF: 0,
  IDENT: 1,
  NUMBER: 2,
  STRING: 3,
  CHAR: 4,
  /** `:=` */
  DEFINE: 5,
  /** `...` */
  ELLIPSIS: 6,
  /** `<-` */
  ARROW: 7,
  /** `=`, `+=` and the like. */
  ASSIGN: 8,
  /** Any other operator. */
  OPERATOR: 9,
  /** `++` and `--` */
  STEP: 10,
  AND: 38,
  LPAREN: 40,
  RPAREN: 41,
  STAR: 42,
  COMMA: 44,
  DOT: 46,
  COLON: 58,
  SEMICOLON: 59,
  LBRACKET: 91,
  RBRACKET: 93,
  LBRACE: 123,
  BAR: 124,
  RBRACE: 125,
  TILDE: 126,
  KEYWORD: 150,
  BREAK: 150,
  CASE: 151,
  CHAN: 152,
  CONST: 153,
  CONTINUE: 154,
  DEFAULT: 155,
  DEFER: 156,
  ELSE: 157,
  FALLTHROUGH: 158,
  FOR: 159,
  FUNC: 160,
  GO: 161,
  IF: 163,
  IMPORT: 164,
  INTERFACE: 165,
  MAP: 166,
  PACKAGE: 167,
  RANGE: 168,
  RETURN: 169,
  SELECT: 170,
  STRUCT: 171,
  SWITCH: 172,
  TYPE: 173,
  VAR: 174,
};
