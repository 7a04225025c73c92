import type { Expression, Statement } from '../ast/ast.ts';
import { SqlError } from '../error.ts';

/**
 * How much higher than the nesting of its text a tree may be: `a || b || c …` nests nothing, yet
 * every operator puts the tree one level up. Recursive walks are safe to several times this.
 */
const maxChain = 300;

/**
 * Throw SQL_TOO_DEEP if the tree is more than `maxDepth` + 300 expressions high. `operatorCount`
 * (of the whole statement) spares nearly all statements the walk: each operator adds one level at
 * most. The walk itself is a loop and takes time linear in the nodes.
 */
export function checkHeight(
  root: Statement | Expression,
  operatorCount: number,
  maxDepth: number,
): void {
  if (operatorCount <= maxChain) {
    return;
  }
  const limit = maxDepth + maxChain;
  const nodes: object[] = [root];
  const heights: number[] = [0];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    const height = (heights.pop() ?? 0) + (isExpression(node) ? 1 : 0);
    if (height > limit) {
      throw tooDeep(node, limit);
    }
    for (const child of Object.values(node)) {
      if (typeof child === 'object' && child !== null) {
        nodes.push(child);
        heights.push(height);
      }
    }
  }
}

function isExpression(node: object): boolean {
  return 'kind' in node;
}

function tooDeep(node: object, limit: number): SqlError {
  const position = 'at' in node && typeof node.at === 'number' ? node.at : undefined;
  return new SqlError('SQL_TOO_DEEP', `operators nest deeper than ${limit} levels`, {
    position,
    hint: 'Split the expression; chains of AND and OR may be longer.',
  });
}
