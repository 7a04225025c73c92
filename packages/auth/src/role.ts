/** The four roles, weakest first. */
export const roles = ['user', 'service', 'dba', 'system'] as const;
export type Role = (typeof roles)[number];

/** Who is asking. */
export interface Principal {
  readonly userId: string;
  readonly role: Role;
}

export function isRole(text: unknown): text is Role {
  return roles.some((role) => role === text);
}

/** Whether `role` is `least` or stronger. */
export function atLeast(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}
