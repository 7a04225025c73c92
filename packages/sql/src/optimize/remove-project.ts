import type { Plan, ProjectPlan, ScanPlan } from '../plan/plan.ts';
import { rewriteBottomUp } from '../plan/walk.ts';
import type { Schema } from '../types/schema.ts';
import { sameType } from '../types/sql-type.ts';
import type { Rule } from './rule.ts';

/** Drop a Project that changes nothing; let a scan give its columns in the order wanted above. */
export const removeProject: Rule = {
  name: 'remove-project',
  apply: (plan) =>
    rewriteBottomUp(plan, (node) => (node.kind === 'project' ? without(node) : node)),
};

function without(project: ProjectPlan): Plan {
  const { input, expressions, schema } = project;
  const picked = expressions.flatMap((expression) =>
    expression.kind === 'column' ? [expression.index] : [],
  );
  if (picked.length !== expressions.length) return project;
  if (
    !sameSchema(
      schema,
      picked.map((index) => input.schema[index]),
    )
  )
    return project;
  const isIdentity =
    picked.length === input.schema.length && picked.every((from, index) => from === index);
  if (isIdentity) return input;
  const isUnique = new Set(picked).size === picked.length;
  return input.kind === 'scan' && isUnique ? reorderScan(input, picked) : project;
}

function reorderScan(scan: ScanPlan, picked: readonly number[]): Plan {
  return {
    ...scan,
    columns: picked.map((index) => scan.columns[index]),
    schema: picked.map((index) => scan.schema[index]),
  };
}

/** Whether two schemas have the same names, types and nullability in the same order. */
export function sameSchema(left: Schema, right: Schema): boolean {
  return (
    left.length === right.length &&
    left.every(
      ({ name, type, nullable }, index) =>
        name === right[index].name &&
        nullable === right[index].nullable &&
        sameType(type, right[index].type),
    )
  );
}
