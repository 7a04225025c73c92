import type { ResetParameters, SetParameter, ShowParameter, Use } from '@kalamdb/sql';
import {
  allParameters,
  applySettings,
  parameterText,
  settingsAfter,
} from '../session-parameters.ts';
import { done, type StatementHandler } from './statement-handler.ts';
import { textRows } from './text-rows.ts';

/** USE: the namespace of names without one, for the rest of the session. */
export const useHandler: StatementHandler<Use> = {
  authorize() {},
  execute(session, statement) {
    const { namespace } = statement;
    applySettings(session, settingsAfter(session, statement), namespace);
    return done(session, `Namespace switched to '${namespace.text}'`);
  },
};

/** SET of a parameter, for the rest of the session. */
export const setParameterHandler: StatementHandler<SetParameter> = {
  authorize() {},
  execute(session, statement) {
    const { name } = statement;
    applySettings(session, settingsAfter(session, statement), name);
    return done(session, `${name.text} is ${parameterText(session, name)}`);
  },
};

export const resetParametersHandler: StatementHandler<ResetParameters> = {
  authorize() {},
  execute(session, statement) {
    applySettings(session, settingsAfter(session, statement));
    return done(session, 'All parameters have their defaults');
  },
};

export const showParameterHandler: StatementHandler<ShowParameter> = {
  authorize() {},
  execute(session, { name }) {
    if (name !== undefined) {
      return textRows(session, [name.text], [[parameterText(session, name)]]);
    }
    return textRows(session, ['name', 'setting', 'description'], allParameters(session));
  },
};
