/** `list.map(map)`, but `list` itself when no element changed. */
export function mapList<T>(list: readonly T[], map: (element: T) => T): readonly T[] {
  let changedList: T[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const mapped = map(list[index]);
    if (mapped !== list[index]) changedList ??= list.slice();
    if (changedList !== undefined) changedList[index] = mapped;
  }
  return changedList ?? list;
}

/** `target` with `values`, or `target` itself if it has them already. */
export function changed<T extends object>(target: T, values: Partial<T>): T {
  const keys = Object.keys(values) as (keyof T)[];
  return keys.every((key) => target[key] === values[key]) ? target : { ...target, ...values };
}
