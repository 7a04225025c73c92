import { sqlTypes } from '../../../types/sql-type.ts';
import type { ScalarFunction } from '../functions.ts';
import { checkAngle, checkSine, inputOutOfRange } from './angle-domain.ts';
import { strictFunction } from './define.ts';

const { double } = sqlTypes;

/** Functions of angles in degrees, exact where the result is, and hyperbolic functions. */
export const angleFunctions: readonly ScalarFunction[] = [
  double1('sind', (x) => sineOf(checkAngle(x))),
  double1('cosd', (x) => sineOf(90 - Math.abs(checkAngle(x) % 360))),
  double1('tand', (x) => tangentOf(checkAngle(x))),
  double1('cotd', (x) => cotangentOf(checkAngle(x))),
  double1('asind', (x) => arcSine(checkSine(x))),
  double1('acosd', (x) => (x < 0 ? 90 - arcSine(checkSine(x)) : arcCosine(checkSine(x)))),
  double1('atand', arcTangent),
  strictFunction(
    'atan2d',
    [double, double],
    double,
    ([y, x]) => (Math.atan2(y as number, x as number) / Math.atan(1)) * 45,
  ),
  double1('sinh', (x) => Math.sinh(x)),
  double1('cosh', (x) => Math.cosh(x)),
  double1('tanh', Math.tanh),
  double1('asinh', Math.asinh),
  double1('acosh', (x) => {
    if (x < 1) throw inputOutOfRange();
    return Math.acosh(x);
  }),
  double1('atanh', (x) => {
    if (x < -1 || x > 1) throw inputOutOfRange();
    return Math.atanh(x);
  }),
];

function double1(name: string, compute: (value: number) => number): ScalarFunction {
  return strictFunction(name, [double], double, ([value]) => compute(value as number));
}

const RADIANS = Math.PI / 180;
const SINE_OF_30 = Math.sin(30 * RADIANS);
const COSINE_GAP_OF_60 = 1 - Math.cos(60 * RADIANS);

/** Sine in degrees, by parts scaled so that 30, 60 and 90 degrees come out exactly. */
function sineOf(degrees: number): number {
  const turned = degrees % 360;
  const positive = turned < 0 ? turned + 360 : turned;
  const half = positive > 180 ? positive - 180 : positive;
  const value = firstSine(half > 90 ? 180 - half : half);
  return positive > 180 ? -value : value;
}

/** Of 0 to 90 degrees. */
function firstSine(degrees: number): number {
  if (degrees <= 30) return Math.sin(degrees * RADIANS) / SINE_OF_30 / 2;
  return 1 - (1 - Math.cos((90 - degrees) * RADIANS)) / COSINE_GAP_OF_60 / 2;
}

function cosineOf(degrees: number): number {
  return sineOf(90 - Math.abs(degrees % 360));
}

function tangentOf(degrees: number): number {
  const scale = firstSine(45) / sineOf(45);
  return clean(sineOf(degrees) / cosineOf(degrees) / scale);
}

function cotangentOf(degrees: number): number {
  return clean(cosineOf(degrees) / sineOf(degrees));
}

function arcSine(value: number): number {
  if (value < 0) return -arcSine(-value);
  if (value <= 0.5) return (Math.asin(value) / Math.asin(0.5)) * 30;
  return 90 - (Math.acos(value) / Math.acos(0.5)) * 60;
}

function arcCosine(value: number): number {
  if (value <= 0.5) return 90 - (Math.asin(value) / Math.asin(0.5)) * 30;
  return (Math.acos(value) / Math.acos(0.5)) * 60;
}

function arcTangent(value: number): number {
  return (Math.atan(value) / Math.atan(1)) * 45;
}

/** No -0. */
function clean(value: number): number {
  return value === 0 ? 0 : value;
}
