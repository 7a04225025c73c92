import { type Settings, SqlError, type SqlErrorCode } from '@kalamdb/sql';
import { CoreError, type CoreErrorCode } from '../../error.ts';
import type { Session } from '../session.ts';
import { applySettings, hasParameter, parameterText, settingsWith } from '../session-parameters.ts';
import { explaining } from '../statement-error.ts';

/** The parameters of a session as its executions may use them. */
export function openSettings(session: Session): Settings {
  return {
    show: (name) => explaining(asSqlError, () => parameterText(session, named(name))),
    has: (name) => hasParameter(session, named(name).text),
    set(written, value) {
      const name = named(written);
      return explaining(asSqlError, () => {
        applySettings(session, settingsWith(session, name, value === null ? [] : [value]));
        return parameterText(session, name);
      });
    },
  };
}

function named(written: string) {
  return { text: written.toLowerCase() };
}

const codes: Partial<Record<CoreErrorCode, SqlErrorCode>> = {
  CORE_PARAMETER_NOT_FOUND: 'SQL_UNKNOWN_PARAMETER',
  CORE_NAMESPACE_NOT_FOUND: 'SQL_UNKNOWN_NAMESPACE',
};

/** Within an expression, whose errors are given the position of the call. */
function asSqlError(error: unknown): unknown {
  const code = error instanceof CoreError ? codes[error.code] : undefined;
  if (code === undefined || !(error instanceof CoreError)) return error;
  return new SqlError(code, error.message, { hint: error.hint, cause: error });
}
