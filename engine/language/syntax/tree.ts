/**
 * The typed syntax tree of a cell. Every node carries its offsets; a half-typed cell still yields a tree, with `Missing` in the holes.
 */

interface Located {
  readonly from: number;
  readonly to: number;
}

export type Expression =
  | NumberLiteral
  | StringLiteral
  | Constant
  | Name
  | Call
  | Index
  | Member
  | NamespaceMember
  | Unary
  | Binary
  | Formula
  | Assignment
  | Parenthesised
  | Block
  | Unsupported
  | Missing;

/** `1`, `1e-3`, `0x1F`; `1L` is an integer. */
export interface NumberLiteral extends Located {
  readonly kind: 'number';
  readonly value: number;
  readonly isInteger: boolean;
}

export interface StringLiteral extends Located {
  readonly kind: 'string';
  /** With escapes resolved. */
  readonly value: string;
}

export type ConstantName = 'TRUE' | 'FALSE' | 'T' | 'F' | 'NA' | 'NA_integer_' | 'NA_real_' | 'NA_character_' | 'NULL' | 'Inf' | 'NaN';

export interface Constant extends Located {
  readonly kind: 'constant';
  readonly name: ConstantName;
}

/** An identifier; back quotes are removed. */
export interface Name extends Located {
  readonly kind: 'name';
  readonly name: string;
}

export interface Argument extends Located {
  /** The argument's name where it was given as `name = value`, and its range. */
  readonly name: string | null;
  readonly nameRange: Located | null;
  /** Null for an empty argument, as in `d[1, ]`. */
  readonly value: Expression | null;
}

export interface Call extends Located {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
  /** From the opening to past the closing bracket (or the end of the text where it is missing). */
  readonly argumentsRange: Located;
  /** False where the closing bracket is missing. */
  readonly isClosed: boolean;
}

/** `x[i, j]` (isDouble false) and `x[[i]]` (true). */
export interface Index extends Located {
  readonly kind: 'index';
  readonly object: Expression;
  readonly isDouble: boolean;
  readonly arguments: readonly Argument[];
  readonly isClosed: boolean;
}

/** `x$name` and `x@name`. */
export interface Member extends Located {
  readonly kind: 'member';
  readonly operator: '$' | '@';
  readonly object: Expression;
  readonly name: string;
  readonly nameRange: Located;
}

/** `lme4::lmer`. */
export interface NamespaceMember extends Located {
  readonly kind: 'namespace';
  readonly package: string;
  readonly name: string;
  readonly nameRange: Located;
}

export interface Unary extends Located {
  readonly kind: 'unary';
  readonly operator: '-' | '+' | '!';
  readonly operand: Expression;
}

export type BinaryOperator =
  | '+' | '-' | '*' | '/' | '^' | ':' | '|>'
  | '<' | '>' | '<=' | '>=' | '==' | '!='
  | '&' | '&&' | '|' | '||'
  /** `%in%`, `%%`, `%/%`, `%*%` and other special operators, with their percent signs. */
  | `%${string}%`;

export interface Binary extends Located {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly operatorRange: Located;
  readonly left: Expression;
  readonly right: Expression;
}

/** `left ~ right` or `~ right`. */
export interface Formula extends Located {
  readonly kind: 'formula';
  readonly left: Expression | null;
  readonly right: Expression;
}

/** `target <- value`, also written `value -> target` and `target = value`. */
export interface Assignment extends Located {
  readonly kind: 'assignment';
  readonly target: Expression;
  readonly value: Expression;
}

export interface Parenthesised extends Located {
  readonly kind: 'parenthesised';
  readonly inner: Expression;
}

/** `{ a; b }`: its value is that of the last. */
export interface Block extends Located {
  readonly kind: 'block';
  readonly statements: readonly Expression[];
}

/** `function`, `for`, `while`, `repeat`, `if`: recognised, so that one clear diagnostic can be given. */
export interface Unsupported extends Located {
  readonly kind: 'unsupported';
  readonly keyword: 'function' | 'for' | 'while' | 'repeat' | 'if';
  readonly keywordRange: Located;
  /** What cells do in its place. */
  readonly message: string;
}

/** A hole: something that should stand here does not. */
export interface Missing extends Located {
  readonly kind: 'missing';
}

/** A cell: its statements in order. */
export interface Program {
  readonly source: string;
  readonly statements: readonly Expression[];
}
