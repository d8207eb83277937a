/** Runs tasks of one key one after the other, and of different keys side by side. */
export type InOrder = (key: string, task: () => Promise<void>) => Promise<void>;

/** A task that fails rejects its own promise only; the next one of its key still runs. */
export function createInOrder(): InOrder {
  const tails = new Map<string, Promise<void>>();
  return (key, task) => {
    const done = (tails.get(key) ?? Promise.resolve()).then(task);
    const tail = done
      .catch(() => undefined)
      .finally(() => {
        if (tails.get(key) === tail) tails.delete(key);
      });
    tails.set(key, tail);
    return done;
  };
}
