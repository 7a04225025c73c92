import { SqlError } from '../../../error.ts';
import type { ExecutionContext, Settings } from '../../../execute/context.ts';
import { performOnce } from '../../../execute/effects.ts';
import { sqlTypes } from '../../../types/sql-type.ts';
import type { ScalarFunction } from '../functions.ts';

const { boolean, text } = sqlTypes;

/** Functions of the session's parameters, which SET and SHOW are about too. */
export const settingFunctions: readonly ScalarFunction[] = [
  {
    name: 'current_setting',
    parameters: [text],
    returns: text,
    volatility: 'stable',
    strict: true,
    row: ([name], context) => settingsOf(context).show(name as string),
  },
  {
    name: 'current_setting',
    parameters: [text, boolean],
    returns: text,
    volatility: 'stable',
    strict: true,
    givesNull: true,
    row: ([name, isMissingOk], context) => {
      const settings = settingsOf(context);
      const isMissing = isMissingOk === true && !settings.has(name as string);
      return isMissing ? null : settings.show(name as string);
    },
  },
  {
    name: 'set_config',
    parameters: [text, text, boolean],
    returns: text,
    volatility: 'volatile',
    strict: false,
    effect: true,
    row: ([name, value], context) =>
      performOnce(context, () => {
        if (name !== null) return settingsOf(context).set(name as string, value as string | null);
        throw new SqlError('SQL_INVALID_OPTION', 'set_config() needs the name of a parameter');
      }),
  },
];

function settingsOf({ settings }: ExecutionContext): Settings {
  if (settings !== undefined) return settings;
  throw new SqlError('SQL_UNSUPPORTED', 'parameters of the session cannot be used here');
}
