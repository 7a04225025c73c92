import {
  type Fingerprint,
  isStillChosen,
  type ParsedStatement,
  type Statement,
  type StatementKind,
} from '@kalamdb/sql';
import { BoundedMap } from '../../bounded-map.ts';
import { knownParameters } from './parameters.ts';
import type { PreparedStatement } from './prepared-statement.ts';

const MAX_SHAPES = 1000;
/** Of the cached texts, in UTF-16 code units. */
const MAX_TOTAL_LENGTH = 8 * 1024 * 1024;
/** Plans of one shape that differ in pinned literals. */
const MAX_VARIANTS = 8;
/** Those of them that rely on equal literals, or on the reach of bounds. */
const MAX_SPECIAL = 4;
const MAX_SCRIPT_LENGTH = 4096;
const MAX_SCRIPTS = 200;

/** Statements that are worth keeping parsed; none of them has a secret in its text. */
const reusable: ReadonlySet<StatementKind> = new Set([
  'select',
  'set-operation',
  'values',
  'insert',
  'update',
  'delete',
  'merge',
  'with-writes',
  'execute-as-user',
]);

/** The present state of what plans depend on. */
interface PlanVersions {
  readonly catalog: { readonly version: number };
  readonly statistics: { readonly version: number };
}

/**
 * What was made of statement texts, so that a repeated statement is neither parsed nor bound again:
 * prepared statements by the shape of their text, namespace and catalog version, those without
 * literals also by their exact text, which spares the scan for the shape, and parsed texts without a
 * shape by their exact text. Bounded; knows no users.
 */
export class StatementCache {
  readonly #shapes = new BoundedMap<PreparedStatement[]>({
    entries: MAX_SHAPES,
    totalSize: MAX_TOTAL_LENGTH,
  });
  readonly #texts = new BoundedMap<PreparedStatement>({
    entries: MAX_SHAPES,
    totalSize: MAX_TOTAL_LENGTH,
  });
  readonly #scripts = new BoundedMap<readonly ParsedStatement[]>({
    entries: MAX_SCRIPTS,
    totalSize: MAX_SCRIPTS * MAX_SCRIPT_LENGTH,
  });
  readonly #byStatement = new WeakMap<Statement, PreparedStatement>();
  readonly #versions: PlanVersions;

  constructor(versions: PlanVersions) {
    this.#versions = versions;
  }

  /** The number of shapes that are kept. */
  get shapeCount(): number {
    return this.#shapes.count;
  }

  /** A statement prepared from a text of this shape that also holds for these literals. */
  find(print: Fingerprint, namespace: string): PreparedStatement | undefined {
    const variants = this.#shapes.get(shapeKey(print, namespace));
    if (variants === undefined) return undefined;
    for (const prepared of variants) {
      if (this.#isUsable(prepared, namespace) && holdsFor(prepared, print)) return prepared;
    }
    return undefined;
  }

  /**
   * Whether a shape has so many plans that rely on values of its literals that the next one
   * must serve all its texts.
   */
  needsGeneric(print: Fingerprint, namespace: string): boolean {
    const variants = this.#shapes.get(shapeKey(print, namespace)) ?? [];
    const special = variants.filter(
      (prepared) => isSpecial(prepared) && this.#isUsable(prepared, namespace),
    );
    return special.length >= MAX_SPECIAL;
  }

  add(print: Fingerprint, prepared: PreparedStatement): void {
    const key = shapeKey(print, prepared.namespace);
    const kept = (this.#shapes.get(key) ?? [])
      .filter((other) => this.#isUsable(other, prepared.namespace))
      .slice(-(MAX_VARIANTS - 1));
    const variants = [...kept, prepared];
    this.#shapes.set(key, variants, key.length + variants.length * prepared.text.length);
  }

  /** A statement prepared from this very text, which has no literals. */
  findText(text: string, namespace: string): PreparedStatement | undefined {
    const prepared = this.#texts.get(text);
    return prepared !== undefined && this.#isUsable(prepared, namespace) ? prepared : undefined;
  }

  addText(prepared: PreparedStatement): void {
    this.#texts.set(prepared.text, prepared, prepared.text.length);
  }

  script(text: string): readonly ParsedStatement[] | undefined {
    return text.length > MAX_SCRIPT_LENGTH ? undefined : this.#scripts.get(text);
  }

  addScript(text: string, statements: readonly ParsedStatement[]): void {
    if (text.length > MAX_SCRIPT_LENGTH) return;
    if (!statements.every(({ statement }) => reusable.has(statement.kind))) return;
    this.#scripts.set(text, statements, text.length);
  }

  /** What was prepared for a statement of a cached script, by the identity of its syntax tree. */
  findParsed(statement: Statement, namespace: string): PreparedStatement | undefined {
    const prepared = this.#byStatement.get(statement);
    return prepared !== undefined && this.#isUsable(prepared, namespace) ? prepared : undefined;
  }

  addParsed(statement: Statement, prepared: PreparedStatement): void {
    this.#byStatement.set(statement, prepared);
  }

  #isUsable(prepared: PreparedStatement, namespace: string): boolean {
    const { catalog, statistics } = this.#versions;
    if (prepared.catalogVersion !== catalog.version || prepared.namespace !== namespace) {
      return false;
    }
    const { statisticsVersion } = prepared;
    return statisticsVersion === undefined || statisticsVersion === statistics.version;
  }
}

/** The text that a pinned literal must be equal to. */
export function literalText(print: Fingerprint, slot: number): string {
  const token = print.literals[slot];
  return token.kind === 'number' ? token.digits : token.text;
}

function isSpecial({ repeats, choices }: PreparedStatement): boolean {
  return repeats.length > 0 || choices.length > 0;
}

function holdsFor(prepared: PreparedStatement, print: Fingerprint): boolean {
  const { bound, pinned, repeats, choices } = prepared;
  for (const { slot, text } of pinned) {
    if (literalText(print, slot) !== text) return false;
  }
  for (const { slots, equal } of repeats) {
    if (slots.every(([one, other]) => sameLiteral(print, one, other)) !== equal) return false;
  }
  if (choices.length === 0) return true;
  const parameters = knownParameters(bound, print);
  return choices.every((choice) => isStillChosen(choice, parameters));
}

function sameLiteral(print: Fingerprint, one: number, other: number): boolean {
  const { literals } = print;
  return (
    literals[one].kind === literals[other].kind &&
    literalText(print, one) === literalText(print, other)
  );
}

function shapeKey(print: Fingerprint, namespace: string): string {
  return `${namespace}\u0000${print.shape}`;
}
