export type * from './ast/ast.ts';
export { type Renaming, referencedColumns, renameColumns } from './ast/column-names.ts';
export { parameterNumbers, parametersNamed } from './ast/parameters-named.ts';
export { printExpression, printStatement } from './ast/print.ts';
export { printString, quoteName } from './ast/print-name.ts';
export { isQuery } from './ast/query-clauses.ts';
export { mapSequenceNames } from './ast/sequence-names.ts';
export { tablesRead } from './ast/tables-read.ts';
export { type BoundArguments, type BoundParameters, bindArguments } from './bind/bind-arguments.ts';
export { type BindOptions, bindStatement } from './bind/bind-statement.ts';
export type {
  Catalog,
  ColumnInfo,
  IndexInfo,
  IndexKey,
  TableInfo,
  ViewColumn,
  ViewInfo,
} from './bind/catalog.ts';
export { bindDefault } from './bind/define/bind-default.ts';
export { defineCheck } from './bind/define/define-check.ts';
export { defineGenerated } from './bind/define/define-generated.ts';
export { defineIndex, type IndexDefinition } from './bind/define/define-index.ts';
export {
  type DefineViewOptions,
  defineView,
  type ViewDefinition,
} from './bind/define/define-view.ts';
export {
  describeFunctions,
  type FunctionDescription,
} from './bind/functions/describe-functions.ts';
export {
  aggregateFunctions,
  orderedSetFunctions,
  scalarFunctions,
} from './bind/functions/function-table.ts';
export type { AggregateFunction, ScalarFunction, Volatility } from './bind/functions/functions.ts';
export type * from './bind/statement.ts';
export { primaryKeyName } from './bind/write/bind-conflict.ts';
export { appendRange } from './columnar/append-range.ts';
export { BATCH_ROWS, type Batch, rowCount } from './columnar/batch.ts';
export { batchBytes } from './columnar/batch-bytes.ts';
export { batchFromRows, batchRows, rowAt } from './columnar/batch-rows.ts';
export { type ColumnBuilder, createBuilder } from './columnar/builder.ts';
export type * from './columnar/column.ts';
export { ColumnSummary } from './columnar/column-summary.ts';

export { columnValue } from './columnar/column-value.ts';
export { DictionaryEncoder } from './columnar/dictionary.ts';
export { createRowWriter, type RowWriter, writeRows } from './columnar/json.ts';
export { JsonBuffer } from './columnar/json-buffer.ts';
export { type JsonValue, valueToJson } from './columnar/json-value.ts';
export { slotsOf } from './columnar/slots.ts';
export { take, takeBatch } from './columnar/take.ts';
export { conditions } from './conditions.ts';
export * from './error.ts';
export type { CommonRows, CommonTableRows } from './execute/common-rows.ts';
export { compileExpression, compilePredicate } from './execute/compile-expression.ts';
export { compileRow, type RowEvaluator } from './execute/compile-row.ts';
export type {
  ExecutionContext,
  IdGenerator,
  LockedRows,
  LockRow,
  Sequences,
  Settings,
} from './execute/context.ts';
export { executePlan, settleExpression } from './execute/execute-plan.ts';
export { MemoryBudget } from './execute/memory/memory-budget.ts';
export { compilePointRead, type PointRead } from './execute/point-read.ts';
export { QueryProfile } from './execute/profile.ts';
export type { QueryResources } from './execute/resources.ts';
export { compileRowLimit } from './execute/row-limit.ts';
export type { KeyBound, KeyPrefix, KeyRange, ScanRequest, TableSource } from './execute/source.ts';
export type { SpillFile, SpillStore } from './execute/spill/spill-store.ts';
export { queryRows, ReturnedRows } from './execute/statement-rows.ts';
export { optimize, optimizeStatement } from './optimize/optimize.ts';
export type { ColumnStatistics, StatisticsLookup, TableStatistics } from './optimize/statistics.ts';
export {
  isStillChosen,
  type KnownParameters,
  type RangeChoice,
  seeing,
  ValuesInSight,
} from './optimize/values-in-sight.ts';
export { cutScript, type ScriptPart } from './parse/cut-script.ts';
export { type Fingerprint, fingerprint, type LiteralToken } from './parse/fingerprint.ts';
export { type ParseLimits, parseExpression, parseScript } from './parse/parse.ts';
export { parseQualifiedName, type QualifiedName } from './parse/qualified-name.ts';
export { explainPlan, printBound } from './plan/explain.ts';
export {
  type AnalysisSummary,
  analysisJson,
  analysisLines,
  type PlanAnalysis,
} from './plan/explain-analysis.ts';
export { explainStatement, statementTree } from './plan/explain-statement.ts';
export type { ExplainNode } from './plan/explain-tree.ts';
export type * from './plan/expression.ts';
export type * from './plan/plan.ts';
export * from './plan/walk.ts';
export { DATABASE_NAME } from './product.ts';
export { isArray } from './types/array-shape.ts';
export { canCast, castValue } from './types/coerce.ts';
export { compareValues } from './types/compare.ts';
export { literalValue } from './types/literal-value.ts';
export { coerceParameter, type ParameterInput } from './types/parameter-value.ts';
export type { Field, Schema } from './types/schema.ts';
export * from './types/sql-type.ts';
export {
  isAutoIncrementType,
  parseTypeName,
  resolveTypeName,
  spellType,
} from './types/type-names.ts';
export type { ArrayValue, Row, Value } from './types/value.ts';
