/** How many of something each user has, and the most that one may have. */
export class UserQuota {
  readonly limit: number;
  readonly #counts = new Map<string, number>();

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Takes one for `userId`; false, with nothing taken, when the user has `limit` of them. */
  take(userId: string): boolean {
    const count = this.#counts.get(userId) ?? 0;
    if (count >= this.limit) return false;
    this.#counts.set(userId, count + 1);
    return true;
  }

  /** One that was taken is no more. */
  giveBack(userId: string): void {
    const count = (this.#counts.get(userId) ?? 0) - 1;
    if (count > 0) this.#counts.set(userId, count);
    else this.#counts.delete(userId);
  }
}

/** What the connections of a user share. */
export interface UserQuotas {
  readonly connections: UserQuota;
  readonly subscriptions: UserQuota;
}
