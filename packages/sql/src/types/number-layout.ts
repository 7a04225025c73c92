import { conditions } from '../conditions.ts';
import { SqlError } from '../error.ts';
import { shorten } from './value-error.ts';

/** What a pattern asks for as a whole. */
export interface Layout {
  readonly pattern: string;
  readonly tokens: readonly string[];
  /** Positions of digits before and behind the point. */
  before: number;
  behind: number;
  hasPoint: boolean;
  /** Where the first 0 stands among the digits before the point, and the last of all; -1: none. */
  zeroStart: number;
  zeroEnd: number;
  isFilled: boolean;
  sign: 'default' | 'first' | 'last' | 'angle' | 'none';
  /** How many digits stand before S; -1: there is none. */
  signAt: number;
  isMultiplied: boolean;
  multiplier: number;
}

const token = /"((?:[^"\\]|\\.)*)"|EEEE|FM|MI|PL|SG|PR|RN|TH|[09.,DGSVLB]|./gis;

/** Read a pattern. Throws SQL_INVALID_VALUE for one that contradicts itself. */
export function readLayout(pattern: string): Layout {
  const tokens = [...pattern.matchAll(token)].map(([text]) => text);
  const layout: Layout = {
    pattern,
    tokens,
    before: 0,
    behind: 0,
    hasPoint: false,
    zeroStart: -1,
    zeroEnd: -1,
    isFilled: false,
    sign: 'default',
    signAt: -1,
    isMultiplied: false,
    multiplier: 0,
  };
  for (const each of tokens) notes[each.toUpperCase()]?.(layout);
  if (layout.sign === 'first' && layout.signAt === layout.before) layout.sign = 'last';
  layout.before += layout.multiplier;
  return layout;
}

const notes: Readonly<Record<string, (layout: Layout) => void>> = {
  9: (layout) => {
    if (layout.isMultiplied) layout.multiplier++;
    else addDigit(layout);
  },
  0: (layout) => {
    if (layout.zeroStart < 0 && !layout.hasPoint) layout.zeroStart = layout.before;
    addDigit(layout);
    layout.zeroEnd = layout.before + layout.behind;
  },
  '.': addPoint,
  D: addPoint,
  FM: (layout) => {
    layout.isFilled = true;
  },
  S: (layout) => {
    if (layout.signAt >= 0) throw contradiction(layout, 'it has S twice');
    layout.signAt = layout.hasPoint ? Infinity : layout.before;
    layout.sign = layout.hasPoint ? 'last' : 'first';
  },
  MI: (layout) => {
    layout.sign = 'none';
  },
  SG: (layout) => {
    layout.sign = 'none';
  },
  PR: (layout) => {
    layout.sign = 'angle';
  },
  V: (layout) => {
    layout.isMultiplied = true;
  },
  EEEE: () => {
    throw new SqlError('SQL_UNSUPPORTED', 'the pattern EEEE is not supported');
  },
};

function addDigit(layout: Layout): void {
  if (layout.hasPoint) layout.behind++;
  else layout.before++;
}

function addPoint(layout: Layout): void {
  if (layout.hasPoint) throw contradiction(layout, 'it has two decimal points');
  layout.hasPoint = true;
}

function contradiction({ pattern }: Layout, why: string): SqlError {
  const message = `invalid number pattern "${shorten(pattern)}": ${why}`;
  return new SqlError('SQL_INVALID_VALUE', message, { sqlState: conditions.syntaxError });
}
