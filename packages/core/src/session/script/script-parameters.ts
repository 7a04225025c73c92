import { type Parameter, parameterNumbers, parametersNamed, SqlError } from '@kalamdb/sql';
import { checkFit, unnamedError } from '../prepare/parameters.ts';
import { movedError, statementError } from '../statement-error.ts';
import type { ScriptStatement } from './script.ts';

/**
 * See that the statements of a script name all of `given` parameters between them, and no others.
 * `$n` is the same value wherever it stands; each statement finds its own type for it. Throws
 * SQL_INVALID_PARAMETER: at a name without a value, or for a value that no statement names.
 */
export function checkScriptParameters(script: readonly ScriptStatement[], given: number): void {
  const [only, ...others] = script;
  if (only !== undefined && others.length === 0) checkFit(numbersOf(only), given);
  else checkTogether(script, given);
}

function checkTogether(script: readonly ScriptStatement[], given: number): void {
  const named = new Set<number>();
  for (const [index, statement] of script.entries()) {
    for (const number of numbersOf(statement)) {
      if (number > given) throw missingError(statement, index + 1, { number, given });
      named.add(number);
    }
  }
  if (named.size < given) throw unnamedError('no statement names', named);
}

function numbersOf({ known, parsed }: ScriptStatement): readonly number[] {
  return known?.bound.userParameters ?? parameterNumbers(parametersNamed(parsed()));
}

function missingError(
  { parsed, start }: ScriptStatement,
  place: number,
  { number, given }: { readonly number: number; readonly given: number },
): unknown {
  const isMissing = (parameter: Parameter) => parameter.number === number;
  const position = parametersNamed(parsed()).find(isMissing)?.at;
  const error = new SqlError(
    'SQL_INVALID_PARAMETER',
    `parameter $${number} has no value: ${given} parameter(s) were given`,
    { position, hint: 'Parameters are numbered over the whole text: $1 is one value everywhere.' },
  );
  return statementError(movedError(error, start), place);
}
