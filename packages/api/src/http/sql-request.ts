import type { ParameterInput } from '@kalamdb/sql';
import { z } from 'zod';
import { ApiError } from '../error.ts';

/** The body of POST /v1/api/sql. */
export interface SqlRequest {
  readonly sql: string;
  readonly parameters: readonly ParameterInput[];
  readonly namespace: string | undefined;
  /** Of a transaction that is to go on. */
  readonly transactionId: string | undefined;
  /** A transaction that is open at the end stays so. */
  readonly keepTransaction: boolean;
}

const bodySchema = z.strictObject({
  sql: z.string(),
  // Whatever came out of JSON: checked further where it is given a type, which takes no stack.
  params: z.array(z.custom<ParameterInput>(() => true)).nullish(),
  namespace_id: z.string().nullish(),
  transaction: z.literal('keep').nullish(),
  transaction_id: z.string().nullish(),
});

/** Parse the body's text. Throws ApiError INVALID_INPUT that names the member at fault. */
export function parseSqlRequest(text: string): SqlRequest {
  const body = parseJson(text);
  const request = wellFormed(body) ? body : validated(body);
  return {
    sql: request.sql,
    parameters: request.params ?? [],
    namespace: request.namespace_id ?? undefined,
    transactionId: request.transaction_id ?? undefined,
    keepTransaction: request.transaction === 'keep',
  };
}

type Body = z.infer<typeof bodySchema>;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch (error) {
    const cause = error instanceof Error ? error.message : 'not JSON';
    throw new ApiError('INVALID_INPUT', `the body is not valid JSON: ${cause}`);
  }
}

/** The usual bodies, known without the price of a schema: `{sql}` and `{sql, params}`. */
function wellFormed(body: unknown): body is Body {
  if (typeof body !== 'object' || body === null || !('sql' in body)) return false;
  if (typeof body.sql !== 'string') return false;
  const size = Object.keys(body).length;
  return size === 1 || (size === 2 && 'params' in body && Array.isArray(body.params));
}

function validated(body: unknown): Body {
  const result = bodySchema.safeParse(body);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const path = issue.path.length === 0 ? 'the body' : `"${issue.path.join('.')}"`;
    return `${path}: ${issue.message}`;
  });
  throw new ApiError(
    'INVALID_INPUT',
    `the body must be {"sql": text, "params"?: array, "namespace_id"?: text, "transaction"?: "keep", "transaction_id"?: text}; ${problems.join('; ')}`,
  );
}
