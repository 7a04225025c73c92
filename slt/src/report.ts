import { relative, sep } from 'node:path';
import type { Failure, FileReport } from './file-report.ts';

/** Longest text of an expected or actual result that is shown. */
const MOST_SHOWN = 600;

/** Letters of a message by which failures are grouped. */
const CAUSE_LENGTH = 90;

interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly unsupported: number;
}

/** The report for people: files, failures (the first `failLimit`), causes, totals of each part. */
export function textReport(
  root: string,
  reports: readonly FileReport[],
  failLimit: number,
): string {
  const name = (path: string): string => relative(root, path) || path;
  const lines = reports.map((report) => `${countsLine(totalsOf([report]))}  ${name(report.path)}`);
  const failures = reports.flatMap((report) =>
    report.failures.map((failure) => failureText(name(report.path), failure)),
  );
  lines.push('', ...failures.slice(0, failLimit));
  if (failures.length > failLimit) lines.push(`… ${failures.length - failLimit} more failures`, '');
  lines.push('Skipped', ...table(skipReasons(reports)), '');
  lines.push('Failures by cause', ...table(causes(reports)), '');
  for (const [part, files] of partsOf(root, reports)) {
    lines.push(`${countsLine(totalsOf(files))}  ${part}`);
  }
  return lines.join('\n');
}

/** The same for programs. */
export function jsonReport(root: string, reports: readonly FileReport[]): string {
  const parts = [...partsOf(root, reports)].map(([part, files]) => ({ part, ...totalsOf(files) }));
  const files = reports.map((report) => ({
    ...report,
    path: relative(root, report.path),
    skipped: Object.fromEntries(report.skipped),
  }));
  const byCause = Object.fromEntries(causes(reports));
  return JSON.stringify({ parts, causes: byCause, files }, undefined, 2);
}

/** Reports by the first folder of their path below `root`. */
function partsOf(root: string, reports: readonly FileReport[]): Map<string, FileReport[]> {
  const parts = new Map<string, FileReport[]>();
  for (const report of reports) {
    const [first, ...rest] = relative(root, report.path).split(sep);
    const part = rest.length === 0 ? '.' : first;
    parts.set(part, [...(parts.get(part) ?? []), report]);
  }
  return parts;
}

function totalsOf(reports: readonly FileReport[]): Totals {
  const sum = (of: (report: FileReport) => number): number =>
    reports.reduce((total, report) => total + of(report), 0);
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => [...skipped.values()].reduce((a, b) => a + b, 0)),
    unsupported: sum(({ unsupported }) => unsupported),
  };
}

function countsLine({ passed, failed, skipped, unsupported }: Totals): string {
  const ran = passed + failed;
  // Cut, not rounded: 100% means all of it.
  const percent = ran === 0 ? '–' : `${(Math.floor((passed / ran) * 10_000) / 100).toFixed(2)}%`;
  const hollow = unsupported === 0 ? '' : ` (${unsupported} errors only for want of a feature)`;
  return `${percent.padStart(7)}  ${passed} passed, ${failed} failed, ${skipped} skipped${hollow}`;
}

function failureText(file: string, failure: Failure): string {
  const { line, sql, code, expected, actual } = failure;
  return [
    `${file}:${line} ${code}`,
    indent(shorten(sql)),
    '  expected',
    indent(shorten(expected)),
    '  got',
    indent(shorten(actual)),
    '',
  ].join('\n');
}

function causes(reports: readonly FileReport[]): [string, number][] {
  const all = reports.flatMap(({ failures }) => failures.map(causeOf));
  return countsOf(all.map((cause) => [cause, 1]));
}

/** Failures of one code with the same message, but for what stands in its arguments. */
function causeOf({ code, actual }: Failure): string {
  if (!code.includes('_') || code === 'WRONG_RESULT' || code === 'NO_ERROR') return code;
  return `${code} ${actual.split(/\n|\(/, 1)[0].slice(0, CAUSE_LENGTH)}`;
}

function skipReasons(reports: readonly FileReport[]): [string, number][] {
  return countsOf(reports.flatMap(({ skipped }) => [...skipped]));
}

/** Totals by name, largest first. */
function countsOf(entries: readonly (readonly [string, number])[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const [name, count] of entries) counts.set(name, (counts.get(name) ?? 0) + count);
  return [...counts].sort(([, left], [, right]) => right - left);
}

function table(rows: readonly (readonly [string, number])[]): string[] {
  return rows.map(([name, count]) => `${String(count).padStart(7)}  ${name}`);
}

function shorten(text: string): string {
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}…`;
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
