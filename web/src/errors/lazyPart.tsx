/**
 * A part of a page, loaded when it is first shown, and drawn at once where it is there already: React
 * puts what it had to wait for on the screen up to 0.3 s later, however short the wait.
 *
 * What could not be loaded is asked for anew when somebody tries again; before that it goes on
 * failing, since React draws what failed once more.
 */
import { lazy, useState, type ComponentProps, type ComponentType } from "react";

/** Fetches a module; `now` is the module, once it is there. */
export type Fetch<Module> = { (): Promise<Module>; now?: Module };

export function fetched<Module>(load: () => Promise<Module>): Fetch<Module> {
  const fetch: Fetch<Module> = async () => (fetch.now = await load());
  return fetch;
}

const failed = new Set<() => void>();

export function askAnew(): void {
  for (const again of failed) again();
  failed.clear();
}

/* eslint-disable-next-line @typescript-eslint/no-explicit-any -- as React's own `lazy` takes it */
export function lazyPart<Module, Part extends ComponentType<any>>(
  fetch: Fetch<Module>,
  partOf: (module: Module) => Part,
): ComponentType<ComponentProps<Part>> {
  type Shown = ComponentType<ComponentProps<Part>>;
  const make = (): Shown =>
    lazy(async () => {
      try {
        return { default: partOf(await fetch()) };
      } catch (error) {
        failed.add(() => {
          waiting = make();
        });
        throw error;
      }
    }) as unknown as Shown;
  let waiting: Shown = make();
  return function Loaded(props: ComponentProps<Part>) {
    // It stays the one it is: another one would begin anew.
    const [Shown] = useState<Shown>(() => (fetch.now ? partOf(fetch.now) : waiting));
    return <Shown {...props} />;
  };
}
