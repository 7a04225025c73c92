import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { highestLet } from '../bind/expression/evaluate-once.ts';
import {
  exactFunction,
  overloadsFor,
  polymorphicFunctions,
  scalarFunctions,
} from '../bind/functions/function-table.ts';
import type { ScalarFunction } from '../bind/functions/functions.ts';
import { resolveOverload } from '../bind/functions/resolve-overload.ts';
import type { Batch } from '../columnar/batch.ts';
import { batchFromRows, rowAt } from '../columnar/batch-rows.ts';
import { columnValue } from '../columnar/column-value.ts';
import { slotsOf } from '../columnar/slots.ts';
import { SqlError } from '../error.ts';
import type { BoundExpression } from '../plan/expression.ts';
import { replaceColumns } from '../plan/walk.ts';
import { arbitraryBatch, arbitraryValue, columnTypes } from '../testing/arbitrary.ts';
import { fixedContext } from '../testing/fixed-context.ts';
import { canCast } from '../types/coerce.ts';
import { arrayOf, isComparable, type SqlType, sameKind, sqlTypes } from '../types/sql-type.ts';
import type { Row, Value } from '../types/value.ts';
import { compileExpression, compilePredicate } from './compile-expression.ts';
import { compileRow } from './compile-row.ts';
import type { ExecutionContext } from './context.ts';

/** Two columns of each type. */
const types: readonly SqlType[] = [...columnTypes, ...columnTypes];
const { boolean } = sqlTypes;

/** Volatile functions give other values when called in another order. */
const functions = [...scalarFunctions, ...arrayOverloads()].filter(
  (each) => each.volatility !== 'volatile',
);

/** What polymorphic functions are for arrays of the types that there are columns of. */
function arrayOverloads(): readonly ScalarFunction[] {
  return [sqlTypes.int, sqlTypes.decimal, sqlTypes.text].flatMap((element) => {
    const array = arrayOf(element);
    const signatures = [[array], [array, array], [array, element], [element, array]];
    const names = new Set(polymorphicFunctions.map(({ name }) => name));
    return [...names].flatMap((name) =>
      signatures.flatMap((types) => {
        const overload = resolveOverload(overloadsFor(name, types), types, false);
        return typeof overload === 'string' ? [] : [overload];
      }),
    );
  });
}

function expression(type: SqlType, depth: number): fc.Arbitrary<BoundExpression> {
  const hasColumns = types.some((each) => sameKind(each, type));
  const leaves = hasColumns ? [constant(type), column(type), parameter(type)] : [constant(type)];
  if (depth === 0) return fc.oneof(...leaves);
  const operand = (of: SqlType) => fc.constant(undefined).chain(() => expression(of, depth - 1));
  const nodes = [
    call(type, operand),
    cast(type, operand),
    conditional(type, operand),
    letIn(type, operand),
  ];
  if (type.kind === 'boolean') nodes.push(logic(operand), membership(operand));
  return fc.oneof(...leaves, ...nodes.map((arbitrary) => ({ arbitrary, weight: 3 })));
}

type Operand = (type: SqlType) => fc.Arbitrary<BoundExpression>;

function constant(type: SqlType): fc.Arbitrary<BoundExpression> {
  return arbitraryValue(type).map((value) => ({ kind: 'constant', type, value }));
}

function parameter(type: SqlType): fc.Arbitrary<BoundExpression> {
  const index = types.findIndex((each) => sameKind(each, type));
  return fc.constant({ kind: 'parameter', type, index });
}

function column(type: SqlType): fc.Arbitrary<BoundExpression> {
  const indexes = types.flatMap((each, index) => (sameKind(each, type) ? [index] : []));
  return fc
    .constantFrom(...indexes)
    .map((index) => ({ kind: 'column', type, index, name: `c${index}` }));
}

function call(type: SqlType, operand: Operand): fc.Arbitrary<BoundExpression> {
  const fitting = functions.filter((each) => sameKind(each.returns, type));
  if (fitting.length === 0) return constant(type);
  return fc.constantFrom(...fitting).chain((fn: ScalarFunction) =>
    fc.tuple(fc.nat(1000), fc.tuple(...fn.parameters.map(operand))).map(([position, args]) => ({
      kind: 'call',
      type,
      function: fn,
      arguments: args,
      position,
    })),
  );
}

function cast(type: SqlType, operand: Operand): fc.Arbitrary<BoundExpression> {
  const sources = columnTypes.filter(
    (from) => !sameKind(from, type) && canCast(from, type, 'explicit'),
  );
  if (sources.length === 0) return constant(type);
  return fc.constantFrom(...sources).chain((from) =>
    fc.tuple(fc.nat(1000), operand(from)).map(([position, inner]) => ({
      kind: 'cast',
      type,
      operand: inner,
      position,
    })),
  );
}

function conditional(type: SqlType, operand: Operand): fc.Arbitrary<BoundExpression> {
  // biome-ignore lint/suspicious/noThenProperty: the plan's word, and nothing awaits a plan.
  const branch = fc.record({ when: operand(boolean), then: operand(type) });
  return fc.oneof(
    fc
      .array(branch, { minLength: 1, maxLength: 2 })
      .chain((branches) =>
        operand(type).map(
          (otherwise): BoundExpression => ({ kind: 'case', type, branches, otherwise }),
        ),
      ),
    fc
      .array(operand(type), { minLength: 1, maxLength: 3 })
      .map((operands): BoundExpression => ({ kind: 'coalesce', type, operands })),
  );
}

/** A LET whose body has its value where there were columns of its type. */
function letIn(type: SqlType, operand: Operand): fc.Arbitrary<BoundExpression> {
  return fc.constantFrom(type, ...columnTypes).chain((of) =>
    fc.tuple(operand(of), operand(type)).map(([value, written]): BoundExpression => {
      const index = highestLet(written) + 1;
      const local: BoundExpression = { kind: 'local', type: of, index };
      const body = replaceColumns(written, (column) =>
        sameKind(column.type, of) ? local : column,
      );
      return { kind: 'let', type, index, value, body };
    }),
  );
}

function logic(operand: Operand): fc.Arbitrary<BoundExpression> {
  return fc.oneof(
    fc
      .tuple(
        fc.constantFrom('and', 'or'),
        fc.array(operand(boolean), { minLength: 2, maxLength: 3 }),
      )
      .map(
        ([kind, operands]): BoundExpression => ({
          kind: kind as 'and' | 'or',
          type: boolean,
          operands,
        }),
      ),
    operand(boolean).map(
      (inner): BoundExpression => ({ kind: 'not', type: boolean, operand: inner }),
    ),
    fc.constantFrom(...columnTypes).chain((type) =>
      fc.tuple(operand(type), fc.boolean()).map(
        ([inner, negated]): BoundExpression => ({
          kind: 'is-null',
          type: boolean,
          operand: inner,
          negated,
        }),
      ),
    ),
  );
}

function membership(operand: Operand): fc.Arbitrary<BoundExpression> {
  const comparable = columnTypes.filter(isComparable);
  return fc.constantFrom(...comparable).chain((type) =>
    fc
      .tuple(
        operand(type),
        fc.oneof(
          fc.array(operand(type), { minLength: 1, maxLength: 3 }),
          fc.array(constant(type), { minLength: 8, maxLength: 12 }),
        ),
      )
      .map(
        ([inner, list]): BoundExpression => ({
          kind: 'in-list',
          type: boolean,
          operand: inner,
          list,
        }),
      ),
  );
}

/** What one row gives: a value, or an error. */
type Outcome = { readonly value: Value } | { readonly error: string };

function rowOutcome(
  evaluate: ReturnType<typeof compileRow>,
  row: Row,
  context: ExecutionContext,
): Outcome {
  try {
    return { value: evaluate(row, context) };
  } catch (error) {
    return { error: describe(error) };
  }
}

function describe(error: unknown): string {
  if (!(error instanceof SqlError)) throw error;
  return `${error.code} at ${error.position}: ${error.message}`;
}

const parameterValues = fc.tuple(...columnTypes.map(arbitraryValue));

function cases(type: SqlType) {
  return fc.record({
    node: expression(type, 3),
    batch: arbitraryBatch(types, 12),
    parameters: parameterValues,
  });
}

/** The outcomes by row, and those of the batch: all values, or an error that one of the rows has. */
function check(
  node: BoundExpression,
  batch: Batch,
  parameters: readonly Value[],
  run: (context: ExecutionContext) => readonly Value[],
) {
  const evaluate = compileRow(node);
  const outcomes = Array.from(slotsOf(batch), (slot) =>
    rowOutcome(evaluate, rowAt(batch, slot), fixedContext(new Map(), { parameters })),
  );
  const errors = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []));
  const values = outcomes.flatMap((outcome) => ('value' in outcome ? [outcome.value] : []));
  const context = fixedContext(new Map(), { parameters });
  if (errors.length === 0) return { actual: run(context), values };
  let raised = 'nothing';
  try {
    run(context);
  } catch (error) {
    raised = describe(error);
  }
  expect(errors).toContain(raised);
  return { actual: [], values: [] };
}

test.each(columnTypes.map((type) => [type.kind, type] as const))(
  'Expressions of type %s give by batch what they give by row, errors included',
  (_, type) => {
    fc.assert(
      fc.property(cases(type), ({ node, batch, parameters }) => {
        const { actual, values } = check(node, batch, parameters, (context) => {
          const result = compileExpression(node)(batch, batch.selection, context);
          expect(result.length).toBeGreaterThanOrEqual(batch.length);
          return Array.from(slotsOf(batch), (slot) => columnValue(result, slot));
        });
        expect(actual).toEqual(values);
      }),
      { numRuns: 300 },
    );
  },
);

test('Predicates select by batch the rows where they are true by row, errors included', () => {
  fc.assert(
    fc.property(cases(boolean), ({ node, batch, parameters }) => {
      const { actual, values } = check(node, batch, parameters, (context) => {
        const selected = new Set(compilePredicate(node)(batch, batch.selection, context));
        return Array.from(slotsOf(batch), (slot) => selected.has(slot));
      });
      expect(actual).toEqual(values.map((value) => value === true));
    }),
    { numRuns: 1000 },
  );
});

test('A conjunct is evaluated where one before it is NULL, as by row: its error is raised.', () => {
  const divide = exactFunction('/', [sqlTypes.int, sqlTypes.int]);
  const equal = exactFunction('=', [sqlTypes.int, sqlTypes.int]);
  const columnOf = (type: SqlType, index: number): BoundExpression => ({
    kind: 'column',
    type,
    index,
    name: `c${index}`,
  });
  const divisor = columnOf(sqlTypes.int, 1);
  const quotient: BoundExpression = {
    kind: 'call',
    type: sqlTypes.int,
    function: divide,
    arguments: [divisor, divisor],
    position: 5,
  };
  const isOne: BoundExpression = {
    kind: 'call',
    type: boolean,
    function: equal,
    arguments: [quotient, quotient],
    position: 3,
  };
  const node: BoundExpression = {
    kind: 'and',
    type: boolean,
    operands: [columnOf(boolean, 0), isOne],
  };
  const select = (first: Value) =>
    compilePredicate(node)(
      batchFromRows([boolean, sqlTypes.int], [[first, 0]]),
      undefined,
      fixedContext(),
    );
  const failure = expect.objectContaining({ code: 'SQL_DIVISION_BY_ZERO', position: 5 });
  expect(select(false)).toHaveLength(0);
  expect(() => select(null)).toThrow(failure);
  expect(() => select(true)).toThrow(failure);
});
